import { slugOf } from '../../../contracts/slug.ts'

const longest = 63

/** How something of this title could be called in addresses; empty where its letters do not make a name. */
export function nameFrom(title: string): string {
  if (title.trim() === '') return ''
  return slugOf(title)
    .replace(/[^a-z0-9-]+/g, '')
    .slice(0, longest)
    .replace(/^-+|-+$/g, '')
}

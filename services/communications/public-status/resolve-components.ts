import type { ComponentRef } from '../../../contracts/common-schemas.ts'
import { say } from '../../../contracts/messages/words.ts'
import { fieldProblem, invalid, listed } from '../../../contracts/refusals.ts'
import { nearest } from '../../../kit/service/validation-message.ts'
import { sameName } from '../notifications/notification.ts'
import type { StatusCopies } from './status-copies.ts'

export const componentRef = ({ id, slug, name }: ComponentRef): ComponentRef => ({ id, slug, name })

/** The components with these ids, slugs or names. */
export async function resolveComponents(
  wanted: readonly string[],
  field: string,
  copies: StatusCopies,
): Promise<ComponentRef[]> {
  const components = await copies.components.all()
  return wanted.map(name => {
    const found = components.find(one => one.id === name || one.slug === name || sameName(one.name, name))
    if (found) return componentRef(found)
    const slugs = components.map(({ slug }) => slug)
    const meant = nearest(name, slugs)
    const hint = meant
      ? say('hint.meant', { word: meant })
      : say('hint.there-is', { names: listed(slugs.slice(0, 20)) })
    throw invalid(
      'communications.no-such-component',
      { name, hint },
      {
        fields: [fieldProblem(field, 'problem.names-no-component', { name })],
      },
    )
  })
}

import type { PublicStatus } from '../../../contracts/announcements.ts'
import { en } from '../../../contracts/messages/pages.en.ts'
import { fr } from '../../../contracts/messages/pages.fr.ts'
import { unknownSince } from '../../../contracts/unknown-since.ts'
import type { StorageView } from '../../../kit/health/store-watch.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import { type Announcements, banners } from '../announcements/announce.ts'
import { publicStatus } from './public-status.ts'
import type { StatusCopies } from './status-copies.ts'

type Parts = {
  readonly announcements: Announcements
  readonly copies: StatusCopies
  readonly clock: Clock
  readonly storage: StorageView
  readonly settings: { readonly language: 'en' | 'fr'; readonly public_url?: string }
}

/** What one of them cannot store is known to nobody here. */
const storageChain = ['monitor', 'incidents', 'communications']

export async function readPublicStatus({
  announcements,
  copies,
  clock,
  storage,
  settings,
}: Parts): Promise<PublicStatus> {
  const outage = storage.unheard(storageChain)
  const components = await copies.components.all()
  return publicStatus({
    components: outage ? components.map(one => unknownSince(one, iso(outage.since))) : components,
    open: await copies.incidents.all('open'),
    banners: await banners(announcements),
    title: (settings.language === 'fr' ? fr : en).title,
    url: settings.public_url ?? null,
    now: iso(clock.now()),
  })
}

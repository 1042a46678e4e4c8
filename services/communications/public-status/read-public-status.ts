import type { PublicStatus } from '../../../contracts/announcements.ts'
import { en } from '../../../contracts/messages/pages.en.ts'
import { fr } from '../../../contracts/messages/pages.fr.ts'
import { type Clock, iso } from '../../../kit/clock.ts'
import { type Announcements, banners } from '../announcements/announce.ts'
import type { CopyStore } from './copy-store.ts'
import { publicStatus } from './public-status.ts'

type Parts = {
  readonly announcements: Announcements
  readonly copies: CopyStore
  readonly clock: Clock
  readonly settings: { readonly language: 'en' | 'fr'; readonly public_url?: string }
}

export async function readPublicStatus({ announcements, copies, clock, settings }: Parts): Promise<PublicStatus> {
  return publicStatus({
    components: await copies.components(),
    open: await copies.openIncidents(),
    banners: await banners(announcements),
    title: (settings.language === 'fr' ? fr : en).title,
    url: settings.public_url ?? null,
    now: iso(clock.now()),
  })
}

import { v7 as uuid } from 'uuid'
import { AnnouncementPublished } from '../../contracts/communications/announcements.ts'
import { demoStory } from '../../contracts/demo.ts'
import { iso } from '../../kit/runtime/clock.ts'
import type { DemoPart } from '../../kit/service/demo.ts'
import { fact } from '../../kit/service/event.ts'
import { AnnouncementStore } from './announcements/announcement-store.ts'
import { ContactStore } from './contact/contact-store.ts'
import { SubscriberStore } from './subscribers/subscriber-store.ts'

const hourMs = 3_600_000
const names = ['ada', 'tom', 'lena', 'yusuf', 'mira', 'paul', 'zoe', 'karim', 'eva', 'hugo', 'nina', 'sam']

/** Announcements, subscribers, and what visitors wrote. */
export const demo: DemoPart = async ({ store, publish, settings, now }) => {
  const { words, components } = demoStory({ now, language: settings.language })
  await store.transaction(async () => {
    for (const [index, [title = '', message = '']] of words.announcements.entries()) {
      const at = iso(now - (index * 60 + 2) * hourMs)
      const announcement = {
        id: uuid(),
        title,
        message,
        state: 'info',
        level: 'info' as const,
        component: null,
        incident_id: null,
        banner: index === 0,
        starts_at: at,
        ends_at: index === 0 ? iso(now + 72 * hourMs) : null,
        published_at: at,
      }
      await new AnnouncementStore(store).add(announcement)
      await publish(fact(AnnouncementPublished, announcement.id, announcement))
    }
    for (const [index, name] of names.entries()) await subscribe(name, index)
    for (const [index, [first_name = '', last_name = '', message = '']] of words.contact.entries()) {
      const received_at = iso(now - (index + 1) * 5 * hourMs)
      const unhandled = { handled_at: null, handled_by: null }
      await new ContactStore(store).add({
        id: uuid(),
        first_name,
        last_name,
        email: `${first_name.toLowerCase()}@example.org`,
        message,
        received_at,
        ...unhandled,
      })
    }
  })
  return []

  function subscribe(name: string, index: number): Promise<void> {
    const at = iso(now - (index * 150 + 9) * hourMs)
    const some = index % 4 === 0 ? components.slice(0, 2).map(({ slug }) => slug) : null
    return new SubscriberStore(store).put({
      id: uuid(),
      email: `${name}@example.org`,
      address: `${name}@example.org`,
      status: 'active',
      components: some,
      wanted: some,
      language: index % 3 === 0 ? 'fr' : 'en',
      base_url: 'http://127.0.0.1:3000',
      asked_at: at,
      created_at: at,
      confirmed_at: at,
      ended_at: null,
      ended_reason: null,
      confirm_sha256: null,
    })
  }
}

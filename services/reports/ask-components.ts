import { type Component, ListComponents } from '../../contracts/incidents.ts'
import { messageOf } from '../../kit/errors.ts'
import type { Log } from '../../kit/log.ts'
import type { Call } from '../../kit/service.ts'

/** For a service that is new beside an incidents service that is not: what was told before it could hear. */
export async function askComponents(call: Call, log: Log): Promise<readonly Component[]> {
  const components: Component[] = []
  try {
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: Component[]; next_cursor: string | null } = await call(ListComponents, {
        query: { limit: 500, ...(cursor === '' ? {} : { cursor }) },
      })
      components.push(...page.items)
      cursor = page.next_cursor
    }
  } catch (thrown) {
    log.warn({ error: messageOf(thrown) }, 'incidents does not answer; components become known as they change')
  }
  return components
}

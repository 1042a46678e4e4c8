import { isMap, isScalar, parseDocument } from 'yaml'

/** The sections that mean here what they meant there. */
const kept = ['services', 'monitoring', 'slack', 'logging'] as const

export type ConvertedConfig = {
  readonly text: string
  readonly services: number
  readonly notes: readonly string[]
}

/** A plain config.yaml as a vigie.yaml, comments included. A string is what is wrong with it. */
export function convertAslConfig(given: string): ConvertedConfig | string {
  const document = parseDocument(given)
  const [mistake] = document.errors
  if (mistake) return mistake.message
  if (!isMap(document.contents)) return 'has no sections; it should have "services" and "monitoring"'
  const services = document.get('services')
  const count = document.toJS()?.services
  if (!services || !Array.isArray(count)) return 'has no list "services"'
  const notes: string[] = []
  for (const { key } of [...document.contents.items]) {
    const name = isScalar(key) ? String(key.value) : String(key)
    if (kept.some(section => section === name)) continue
    document.delete(name)
    notes.push(`section "${name}" is not known here and was left out`)
  }
  for (const secret of ['token', 'bot_token']) {
    if (!document.hasIn(['slack', secret])) continue
    document.deleteIn(['slack', secret])
    notes.push(`slack.${secret} was left out: put it into a file .env beside it, as SLACK_BOT_TOKEN=xoxb-…`)
  }
  return { text: document.toString({ lineWidth: 0 }), services: count.length, notes }
}

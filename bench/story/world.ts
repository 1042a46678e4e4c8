import { type FakeSlack, startSlack } from '../../kit/testing/slack.ts'
import { type SmtpSink, startSmtp } from '../../kit/testing/smtp.ts'
import { startWebhookSink, type WebhookSink } from '../../kit/testing/webhook.ts'
import { configText, numbered } from '../lookout.ts'
import { type BenchTarget, startBenchTarget } from '../target/start-target.ts'

/** All that a program deals with in a story. */
export type World = {
  readonly target: BenchTarget
  readonly slack: FakeSlack
  readonly smtp: SmtpSink
  readonly hook: WebhookSink
  /** Reached without anything between, whatever happens to the others. */
  readonly direct: WebhookSink
  stop(): Promise<void>
}

export async function startWorld(): Promise<World> {
  const [target, slack, smtp] = [await startBenchTarget(), await startSlack(), await startSmtp()]
  const [hook, direct] = [await startWebhookSink(), await startWebhookSink()]
  const all = [target, slack, smtp, hook, direct]
  return {
    ...{ target, slack, smtp, hook, direct },
    stop: async () => void (await Promise.allSettled(all.map(one => one.stop()))),
  }
}

/** Those that may be made to hang. */
export const portsOf = ({ slack, smtp, hook }: World): readonly number[] => [slack.port, smtp.port, hook.port]

export type StoryConfig = {
  readonly services: number
  readonly store: string | undefined
  portOf(port: number): number
}

/** An outage is silent for longer than this. */
export const timeoutS = 3

export function storyConfig({ target, slack, smtp, hook, direct }: World, config: StoryConfig): string {
  const { services, store, portOf } = config
  const at = (url: string) => {
    const address = new URL(url)
    address.port = String(portOf(Number(address.port)))
    return address.href
  }
  return configText({
    services: numbered(services, target.urlOf),
    monitoring: `check_interval: 1, default_timeout: ${timeoutS}, failure_threshold: 2`,
    sections: `${store ? `store: { url: "${store}" }` : ''}
slack: { channel: "#alerts", api_url: "${at(slack.api_url)}" }
smtp: { host: 127.0.0.1, port: ${portOf(smtp.port)}, from: status@example.com }
network: { trusted_proxies: ["127.0.0.1"] }
flags: { automatic_flips_per_hour: 1000 }
notifications:
  - { name: hook, kind: webhook, url: "${at(hook.url)}" }
  - { name: direct, kind: webhook, url: "${direct.url}" }
  - { name: on-call, kind: email, to: [ops@example.com] }`,
  }).replace('logging: { level: WARNING }', 'logging: { level: WARNING, incidents_dir: incidents }')
}

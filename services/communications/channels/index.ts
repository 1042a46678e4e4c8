import type { ChannelKind } from './channel.ts'
import { consoleChannel } from './console.ts'
import { email } from './email.ts'
import { slack } from './slack.ts'
import { webhook } from './webhook.ts'

export const channelKinds: readonly ChannelKind[] = [slack, webhook, email, consoleChannel]

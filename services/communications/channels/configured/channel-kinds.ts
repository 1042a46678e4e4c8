import * as kinds from '../index.ts'
import type { ChannelKind } from '../transport/channel-kind.ts'

export const channelKinds: readonly ChannelKind[] = Object.values(kinds)

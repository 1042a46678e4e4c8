import { consoleChannel } from './console.ts'
import { discord } from './discord.ts'
import { email } from './email.ts'
import { googleChat } from './google-chat.ts'
import { gotify } from './gotify.ts'
import { matrix } from './matrix.ts'
import { mattermost } from './mattermost.ts'
import { microsoftTeams } from './microsoft-teams.ts'
import { ntfy } from './ntfy.ts'
import { opsgenie } from './opsgenie.ts'
import { pagerduty } from './pagerduty.ts'
import { pushover } from './pushover.ts'
import { slack } from './slack.ts'
import { telegram } from './telegram.ts'
import type { ChannelKind } from './transport/channel-kind.ts'
import { twilioSms } from './twilio-sms.ts'
import { webhook } from './webhook.ts'

export const channelKinds: readonly ChannelKind[] = [
  slack,
  webhook,
  email,
  consoleChannel,
  discord,
  microsoftTeams,
  mattermost,
  googleChat,
  telegram,
  ntfy,
  gotify,
  pushover,
  pagerduty,
  opsgenie,
  twilioSms,
  matrix,
]

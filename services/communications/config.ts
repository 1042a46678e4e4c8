import { type Static, type TObject, Type } from 'typebox'
import { Impact } from '../../contracts/common-schemas.ts'
import { expecting, say } from '../../contracts/messages/words.ts'
import { ByKind } from '../../kit/config/schema/by-kind.ts'
import { Duration } from '../../kit/config/schema/duration.ts'
import { channelKinds } from './channels/configured/channel-kinds.ts'
import { slackFields } from './channels/slack.ts'
import { Smtp } from './channels/transport/smtp.ts'

const named = Type.Optional(Type.String())
const names = (description: string) => Type.Optional(Type.Array(Type.String({ minLength: 1 }), { description }))

const whenSchema = Type.Object(
  {
    impact: Type.Optional(Type.Array(Impact, { description: 'Only incidents of these impacts.' })),
    component: names('Only incidents of these components: names or slugs.'),
    group: names('Only incidents of these groups.'),
    events: Type.Optional(
      Type.Array(Type.Enum(['opened', 'updated', 'resolved', 'announced', 'maintenance', 'contact']), {
        description: 'Only this news: of incidents, announcements, planned work, messages of visitors.',
      }),
    ),
  },
  { additionalProperties: false, description: 'What is told here; all of it when left out.' },
)

const timeOfDay = (description: string) =>
  Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', ...expecting(say('expects.time-of-day')), description })

const quietHoursSchema = Type.Object(
  {
    from: timeOfDay('In time_zone.'),
    to: timeOfDay('Then all that was held back comes as one message.'),
    hold_critical: Type.Boolean({ default: false, description: 'Hold back what is critical too.' }),
  },
  { additionalProperties: false, description: 'When to stay silent; what is critical passes.' },
)

const escalationSchema = Type.Array(
  Type.Object(
    {
      after: Duration({ minimum: 10, maximum: 604_800, description: 'Since the incident was detected.' }),
      to: Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: 20, description: 'Names of channels.' }),
      impact: Type.Optional(Type.Array(Impact, { minItems: 1, description: 'Only incidents of these impacts.' })),
    },
    { additionalProperties: false },
  ),
  { default: [], maxItems: 20, description: 'Who is told when nobody has acknowledged an incident.' },
)

const everyChannel = {
  enabled: Type.Boolean({ default: true }),
  when: Type.Optional(whenSchema),
  group: Type.Optional(
    Duration({
      minimum: 1,
      maximum: 3_600,
      description: 'News within this time becomes one message; off when left out.',
    }),
  ),
  quiet_hours: Type.Optional(quietHoursSchema),
  timeout: Duration({ default: 10, minimum: 0.1, maximum: 60, description: 'Of one attempt.' }),
  give_up_after: Duration({
    default: 86_400,
    minimum: 60,
    description: 'Attempts end then; dead letters can be retried.',
  }),
}

const { channel, ...otherSlackFields } = slackFields

/** Who is notified when nobody took over for so long. */
export type EscalationStep = {
  readonly after_ms: number
  readonly to: readonly string[]
  readonly impact: readonly Impact[] | null
}

/** As incidents has it. */
export const defaultReopenS = 300

export const channelSections = Type.Object({
  slack: Type.Optional(
    Type.Object(
      { channel: Type.Optional(channel), ...otherSlackFields, ...everyChannel },
      { additionalProperties: false, description: 'The one Slack channel of a small team.' },
    ),
  ),
  notifications: Type.Array(
    ByKind({
      kinds: Object.fromEntries(channelKinds.map(({ kind, schema }): [string, TObject] => [kind, schema])),
      common: Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }), ...everyChannel }),
    }),
    { default: [], description: 'Where news of incidents goes.' },
  ),
  smtp: Type.Optional(Smtp),
  escalation: escalationSchema,
  /** What incidents makes of an outage must be foreseen while it cannot be stored. */
  incidents: Type.Optional(Type.Object({ reopen_within: Duration({ default: defaultReopenS }) })),
  /** Only their names, for what `when` says. */
  services: Type.Optional(Type.Array(Type.Object({ name: named, group: named }))),
})

type Every = Static<TObject<typeof everyChannel>>
/** One channel as it stands in the file. */
export type ChannelItem = Every & { readonly name: string; readonly kind: string; readonly [setting: string]: unknown }
export type ChannelSections = {
  readonly slack?: (Every & { readonly channel?: string; readonly [setting: string]: unknown }) | undefined
  readonly notifications: readonly ChannelItem[]
  readonly smtp?: Smtp | undefined
  readonly escalation?: Static<typeof escalationSchema> | undefined
  readonly incidents?: { readonly reopen_within: number } | undefined
  readonly services?: readonly { readonly name?: string; readonly group?: string }[] | undefined
}

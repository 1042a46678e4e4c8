import {
  type Channel,
  ListChannels,
  ListDeliveries,
  TestChannel,
} from '../../../contracts/communications/communications.ts'
import { useApiMutation, useApiQuery } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { TextLink } from '../../design/actions/link.tsx'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { Icon } from '../../design/icon.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { QueryResult } from '../../design/lists/query-result.tsx'
import { Notice } from '../../design/notice.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Badge } from '../../design/status.tsx'
import { Time } from '../../design/time.tsx'
import { channelsWords } from '../../messages/channels.ts'
import { frameWords } from '../../messages/frame.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'
import { useChannelName } from './channel-name.ts'

const everyMs = 10_000

export function ChannelsPage() {
  const words = useWords(channelsWords)
  const channels = useApiQuery(ListChannels, {}, { refetchInterval: everyMs })
  return (
    <>
      <PageHeader page="channels" intro={words.intro} />
      <QueryResult answer={channels} lines={6}>
        {({ items }) => (
          <div className="grid gap-5">
            <ul className="grid grid-cols-1 items-start gap-3 lg:grid-cols-2">
              {items.map(channel => (
                <li key={channel.name} className="bg-surface border-line min-w-0 rounded-lg border p-4">
                  <ChannelCard channel={channel} />
                </li>
              ))}
            </ul>
            {items.some(({ origin }) => origin === 'file') ? null : <HowToAdd />}
          </div>
        )}
      </QueryResult>
    </>
  )
}

function ChannelCard({ channel }: { channel: Channel }) {
  const words = useWords(channelsWords)
  const { fromFile } = useWords(frameWords)
  const admin = useMay()('admin')
  const nameOf = useChannelName()
  const say = useMessageText()
  const { name, kind, enabled, last_success_at, last_error, last_error_i18n, queued, origin, place } = channel
  return (
    <div className="grid gap-2.5">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <h2 className="min-w-0 font-semibold">{nameOf(name)}</h2>
        <Badge tone={!enabled ? 'unknown' : last_error ? 'bad' : 'ok'}>
          {!enabled ? words.off : last_error ? words.trouble : words.on}
        </Badge>
      </div>
      <div className="text-muted flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
        <span className="font-mono">{kind}</span>
        <span>
          {words.lastSuccess} <Time at={last_success_at} />
        </span>
        {queued > 0 ? <span>{words.waiting(queued)}</span> : null}
        <TextLink to="/deliveries" search={{ channel: name }} label={words.deliveries} />
      </div>
      {last_error ? <p className="text-bad">{say(last_error, last_error_i18n)}</p> : null}
      <p className="text-muted flex items-center gap-1.5 text-sm">
        {origin === 'file' ? (
          <>
            <Icon name="lock" size={16} />
            {fromFile(place ?? '')}
          </>
        ) : origin === 'api' ? (
          <TextLink to="/webhooks">{words.fromApi}</TextLink>
        ) : (
          words.fromItself
        )}
      </p>
      {admin && enabled ? <TestButton name={name} shown={nameOf(name)} /> : null}
    </div>
  )
}

const example = `notifications:
  - { name: team, kind: slack, channel: "#alerts", token: "\${SLACK_BOT_TOKEN}" }
  - { name: on-call, kind: email, to: [ops@example.com] }
smtp: { host: mail.example.com, from: status@example.com }`

function HowToAdd() {
  const words = useWords(channelsWords)
  const { byAdmin } = useWords(frameWords)
  const admin = useMay()('admin')
  return (
    <Card>
      <EmptyState icon="bell" title={words.none} text={admin ? words.noneText : byAdmin} />
      {admin ? <CodeBlock code={example} label={words.example} /> : null}
    </Card>
  )
}

/** Sends one now, and says what came of it, where the eye is. */
function TestButton({ name, shown }: { name: string; shown: string }) {
  const words = useWords(channelsWords)
  const format = useFormat()
  const say = useMessageText()
  const test = useApiMutation(TestChannel, { changes: [ListChannels, ListDeliveries] })
  const result = test.data
  return (
    <div className="grid gap-2">
      <div>
        <Button
          small
          icon="send"
          busy={test.isPending}
          aria-label={words.testOf(shown)}
          onClick={() => test.mutate({ params: { name } })}
          label={test.isPending ? words.testing : words.test}
        />
      </div>
      <div role="status">
        {result && !test.isPending ? (
          <Notice tone={result.outcome === 'delivered' ? 'ok' : 'bad'}>
            {result.outcome === 'delivered' ? (
              words.delivered(format.milliseconds(result.took_ms))
            ) : (
              <>
                <strong>{words.failed}</strong>
                <div>{result.error && say(result.error, result.error_i18n)}</div>
                <div>{result.outcome === 'retry' ? words.retryable : words.refused}</div>
              </>
            )}
          </Notice>
        ) : null}
      </div>
    </div>
  )
}

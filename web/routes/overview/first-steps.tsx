import { ListChannels } from '../../../contracts/communications/communications.ts'
import { pathOf } from '../../data/path-of.ts'
import { useApiQuery } from '../../data/queries.ts'
import { useMay, useMe } from '../../data/session.ts'
import { ButtonAnchor, ButtonLink } from '../../design/actions/link.tsx'
import { Card } from '../../design/card.tsx'
import { Badge } from '../../design/status.tsx'
import { overviewWords } from '../../messages/overview.ts'
import { useWords } from '../../words/language.tsx'

/** For whoever starts: what to do first. It goes away by itself when something is watched and somebody is told. */
export function FirstSteps({ hasChecks }: { hasChecks: boolean }) {
  const { firstRun: words } = useWords(overviewWords)
  const me = useMe()
  const may = useMay()
  const channels = useApiQuery(ListChannels, {}, { enabled: may('admin') })
  // What the program prints where nothing else can send tells nobody.
  const hasChannel = channels.data?.items.some(channel => channel.enabled && channel.kind !== 'console') ?? false
  if (!may('admin') || (hasChecks && (hasChannel || channels.data === undefined))) return null
  const steps = [
    { title: words.check, text: words.checkText, done: hasChecks, to: '/checks/new', action: words.checkAction },
    { title: words.channel, text: words.channelText, done: hasChannel, to: '/channels', action: words.channelAction },
    {
      title: words.profile,
      text: words.profileText,
      done: me.otp_enabled,
      to: '/profile',
      action: words.profileAction,
    },
    { title: words.page, text: words.pageText, done: hasChecks, href: pathOf('/'), action: words.pageAction },
  ]
  return (
    <Card title={words.title}>
      <p className="text-muted mb-3">{words.intro}</p>
      <ol className="divide-line grid divide-y">
        {steps.map(step => (
          <li key={step.title} className="flex flex-wrap items-center justify-between gap-3 py-3">
            <div className="min-w-0 flex-1 basis-64">
              <div className="flex flex-wrap items-center gap-x-3">
                <span className="font-medium">{step.title}</span>
                <Badge tone={step.done ? 'ok' : 'unknown'} quiet label={step.done ? words.done : words.open} />
              </div>
              <p className="text-muted">{step.text}</p>
            </div>
            {step.to ? (
              <ButtonLink to={step.to} variant={step.done ? 'plain' : 'primary'} small label={step.action} />
            ) : null}
            {step.href ? <ButtonAnchor href={step.href} small label={step.action} /> : null}
          </li>
        ))}
      </ol>
    </Card>
  )
}

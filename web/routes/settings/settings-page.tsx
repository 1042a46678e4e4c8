import { GetInstallation, type Installation } from '../../../contracts/identity/installation.ts'
import type { Message } from '../../../contracts/messages/words.ts'
import { pathOf } from '../../data/path-of.ts'
import { useApiQuery } from '../../data/queries.ts'
import { TextLink } from '../../design/actions/link.tsx'
import { Card, Facts } from '../../design/card.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { Icon } from '../../design/icon.tsx'
import { QueryResult } from '../../design/lists/query-result.tsx'
import { Notice } from '../../design/notice.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Badge } from '../../design/status.tsx'
import { Time } from '../../design/time.tsx'
import { settingsWords } from '../../messages/settings.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'

const refetchMs = 15_000

export function SettingsPage() {
  const words = useWords(settingsWords)
  const installation = useApiQuery(GetInstallation, {}, { refetchInterval: refetchMs })
  return (
    <>
      <PageHeader page="settings" intro={words.intro} />
      <QueryResult answer={installation} lines={8}>
        {found => (
          <div className="grid items-start gap-5 xl:grid-cols-2">
            <MissingSecrets secrets={found.missing_secrets} />
            <Card title={words.configuration}>
              <ConfigurationFile configuration={found.configuration} now={found.now} />
            </Card>
            <Card title={words.program}>
              <Program installation={found} />
            </Card>
            <div className="grid min-w-0 gap-5">
              <SettingList settings={found.configuration.settings} />
              <Backup />
            </div>
            <div className="grid min-w-0 gap-5">
              <Services services={found.services} />
              <ForPrograms />
            </div>
          </div>
        )}
      </QueryResult>
    </>
  )
}

/** The console shows nothing of them where nothing is missing, as nearly always. */
function MissingSecrets({ secrets }: { secrets: Installation['missing_secrets'] }) {
  const words = useWords(settingsWords)
  if (secrets.length === 0) return null
  return (
    <div className="xl:col-span-2">
      <Card title={words.missing}>
        <Notice tone="warn">{words.missingText}</Notice>
        <ul className="divide-line mt-3 grid divide-y">
          {secrets.map(({ service, kind, name, what_to_do }) => (
            <li key={`${service} ${kind} ${name}`} className="grid gap-0.5 py-2">
              <span className="font-medium">{name}</span>
              <span className="text-muted text-sm">
                {words.serviceNames[service] ?? service} · {words.missingSecrets[kind] ?? what_to_do}
              </span>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  )
}

function Program({
  installation: { version, runtime, started_at, store, data_directory },
}: {
  installation: Installation
}) {
  const words = useWords(settingsWords)
  return (
    <Facts
      facts={[
        [words.version, version],
        [words.runtime, `Node.js ${runtime}`],
        [words.started, <Time key="started" at={started_at} />],
        [words.store, words.stores[store]],
        [words.folder, <code key="folder">{data_directory}</code>],
      ]}
    />
  )
}

function Services({ services }: { services: Installation['services'] }) {
  const words = useWords(settingsWords)
  return (
    <Card title={words.services}>
      <ul className="divide-line grid divide-y">
        {services.map(({ name, address }) => (
          <li key={name} className="flex flex-wrap items-center justify-between gap-x-4 py-2">
            <span>{words.serviceNames[name] ?? name}</span>
            <Badge
              tone={address === null ? 'ok' : 'accent'}
              quiet
              label={address === null ? words.here : words.elsewhere(address)}
            />
          </li>
        ))}
      </ul>
    </Card>
  )
}

type Configuration = Installation['configuration']

/** Which file is in force, and what is wrong with the one that could not be. */
function ConfigurationFile({ configuration, now }: { configuration: Configuration; now: string }) {
  const words = useWords(settingsWords)
  const format = useFormat()
  const { file, in_force_since, warnings, warnings_i18n, refused } = configuration
  return (
    <div className="grid gap-4">
      <Facts
        facts={[
          [words.file, file ? <code key="file">{file}</code> : words.noFile],
          [words.inForce, <Time key="since" at={in_force_since} />],
        ]}
      />
      {refused ? (
        <Notice tone="bad" alert>
          <p>{words.refused(format.relative(refused.at, Date.parse(now)))}</p>
          <Lines lines={refused.mistakes} messages={refused.mistakes_i18n} />
        </Notice>
      ) : null}
      {warnings.length > 0 ? (
        <Notice tone="warn">
          <p>{words.warnings}</p>
          <Lines lines={warnings} messages={warnings_i18n} />
        </Notice>
      ) : null}
      {refused || warnings.length > 0 ? null : <Notice tone="ok">{words.sound}</Notice>}
    </div>
  )
}

type LinesProps = { readonly lines: readonly string[]; readonly messages?: readonly Message[] | undefined }

function Lines({ lines, messages = [] }: LinesProps) {
  const text = useMessageText()
  return (
    <ul className="mt-1 grid gap-1 font-mono text-sm break-words [overflow-wrap:anywhere]">
      {lines.map((line, index) => (
        <li key={line}>{text(line, messages[index])}</li>
      ))}
    </ul>
  )
}

/** What is set, with a lock and the line where it stands. */
function SettingList({ settings }: { settings: Configuration['settings'] }) {
  const words = useWords(settingsWords)
  return (
    <Card title={words.settings}>
      <dl className="divide-line grid divide-y">
        {settings.map(({ name, value, place }) => (
          <div key={name} className="grid gap-x-4 py-2 sm:grid-cols-[2fr_3fr]">
            <dt className="text-muted">{words.settingNames[name] ?? name}</dt>
            <dd className="min-w-0">
              <div className={value === null ? 'text-muted' : ''}>{value ?? words.nothing}</div>
              {place ? (
                <div className="text-muted flex items-center gap-1.5 text-sm">
                  <Icon name="lock" size={14} />
                  <span className="sr-only">{words.origin}</span>
                  <code>{place}</code>
                </div>
              ) : null}
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-muted mt-3 text-sm">
        {words.mine} <TextLink to="/profile">{words.toProfile}</TextLink>
      </p>
    </Card>
  )
}

function ForPrograms() {
  const words = useWords(settingsWords)
  const links = [
    ['/api/docs', words.docs, words.docsText],
    ['/api/openapi.json', words.openapi, words.openapiText],
    ['/metrics', words.metrics, words.metricsText],
  ] as const
  return (
    <Card title={words.programs}>
      <ul className="grid gap-3">
        {links.map(([href, label, text]) => (
          <li key={href}>
            <a href={pathOf(href)} className="link inline-flex items-center gap-1.5">
              {label}
              <Icon name="external" size={16} />
            </a>
            <div className="text-muted text-sm">{text}</div>
          </li>
        ))}
        <li>
          <TextLink to="/keys">{words.keys}</TextLink>
        </li>
      </ul>
    </Card>
  )
}

function Backup() {
  const words = useWords(settingsWords)
  return (
    <Card title={words.backup}>
      <div className="grid gap-3">
        <p>{words.backupText}</p>
        <CodeBlock code="npx vigie backup vigie.backup" label={words.backupCommand} />
        <p>{words.restoreText}</p>
        <CodeBlock code="npx vigie restore vigie.backup" label={words.restoreCommand} />
        <p>{words.checkText}</p>
        <CodeBlock code="npx vigie validate" label={words.checkCommand} />
      </div>
    </Card>
  )
}

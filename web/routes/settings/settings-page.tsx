import { GetInstallation, type Installation } from '../../../contracts/installation.ts'
import { useAnswer } from '../../data/queries.ts'
import { Card, Facts } from '../../design/card.tsx'
import { Notice } from '../../design/notice.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Loaded } from '../../design/query-result.tsx'
import { Badge } from '../../design/status.tsx'
import { Time } from '../../design/time.tsx'
import { navigationWords } from '../../messages/navigation.ts'
import { settingsWords } from '../../messages/settings.ts'
import { useWords } from '../../words/language.tsx'
import { ConfigurationFile, SettingList } from './configuration.tsx'
import { Backup, ForPrograms } from './for-operators.tsx'

const refetchMs = 15_000

export function SettingsPage() {
  const words = useWords(settingsWords)
  const { pages } = useWords(navigationWords)
  const installation = useAnswer(GetInstallation, {}, { refetchInterval: refetchMs })
  return (
    <>
      <PageHeader title={pages.settings} intro={words.intro} />
      <Loaded answer={installation} lines={8}>
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
      </Loaded>
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
            <Badge tone={address === null ? 'ok' : 'accent'} quiet>
              {address === null ? words.here : words.elsewhere(address)}
            </Badge>
          </li>
        ))}
      </ul>
    </Card>
  )
}

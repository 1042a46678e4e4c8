import { Link } from '@tanstack/react-router'
import type { Installation } from '../../../contracts/installation.ts'
import { Card, Facts } from '../../design/card.tsx'
import { Icon } from '../../design/icon.tsx'
import { Notice } from '../../design/notice.tsx'
import { Time } from '../../design/time.tsx'
import { settingsWords } from '../../messages/settings.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'

type Configuration = Installation['configuration']

/** Which file is in force, and what is wrong with the one that could not be. */
export function ConfigurationFile({ configuration, now }: { configuration: Configuration; now: string }) {
  const words = useWords(settingsWords)
  const format = useFormat()
  const { file, in_force_since, warnings, refused } = configuration
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
          <Lines lines={refused.mistakes} />
        </Notice>
      ) : null}
      {warnings.length > 0 ? (
        <Notice tone="warn">
          <p>{words.warnings}</p>
          <Lines lines={warnings} />
        </Notice>
      ) : null}
      {refused || warnings.length > 0 ? null : <Notice tone="ok">{words.sound}</Notice>}
    </div>
  )
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul className="mt-1 grid gap-1 font-mono text-sm break-words [overflow-wrap:anywhere]">
      {lines.map(line => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}

/** What is set, with a lock and the line where it stands. */
export function SettingList({ settings }: { settings: Configuration['settings'] }) {
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
        {words.mine}{' '}
        <Link to="/profile" className="link">
          {words.toProfile}
        </Link>
      </p>
    </Card>
  )
}

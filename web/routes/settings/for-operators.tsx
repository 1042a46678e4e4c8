import { Link } from '@tanstack/react-router'
import { Card } from '../../design/card.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { Icon } from '../../design/icon.tsx'
import { settingsWords } from '../../messages/settings.ts'
import { useWords } from '../../words/language.tsx'

export function ForPrograms() {
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
            <a href={href} className="link inline-flex items-center gap-1.5">
              {label}
              <Icon name="external" size={16} />
            </a>
            <div className="text-muted text-sm">{text}</div>
          </li>
        ))}
        <li>
          <Link to="/keys" className="link">
            {words.keys}
          </Link>
        </li>
      </ul>
    </Card>
  )
}

export function Backup() {
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

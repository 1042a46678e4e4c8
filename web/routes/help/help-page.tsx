import { glossary } from '../../../contracts/messages/glossary.ts'
import { pathOf } from '../../data/path-of.ts'
import { Card, Facts } from '../../design/card.tsx'
import { Icon } from '../../design/icon.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { frameWords } from '../../messages/frame.ts'
import { helpWords } from '../../messages/help.ts'
import { useLocale, useWords } from '../../words/language.tsx'

export function HelpPage() {
  const words = useWords(helpWords)
  const frame = useWords(frameWords)
  const { language } = useLocale()
  const facts = glossary
    .map(({ term, meaning }) => [term[language], meaning[language]] as const)
    .toSorted(([a], [b]) => a.localeCompare(b, language))
  return (
    <>
      <PageHeader page="help" intro={words.intro} />
      <p className="mb-4">
        <a href={pathOf(frame.documentationPath)} className="link inline-flex items-center gap-1.5">
          {words.documentation}
          <Icon name="external" size={16} />
        </a>
      </p>
      <Card title={words.glossary}>
        <Facts facts={facts} />
      </Card>
    </>
  )
}

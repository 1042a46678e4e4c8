import type { ReportLevel } from '../../../contracts/reports.ts'
import { Badge } from '../../design/status.tsx'
import { reportsWords } from '../../messages/reports.ts'
import { useWords } from '../../words/language.tsx'

const tones = { none: 'ok', possible: 'warn', likely: 'bad' } as const

export function LevelSign({ level, quiet }: { level: ReportLevel; quiet?: boolean }) {
  return (
    <Badge tone={tones[level]} quiet={quiet}>
      {useWords(reportsWords).level[level]}
    </Badge>
  )
}

import { incidentMessages } from './incidents.ts'

type Language = keyof typeof incidentMessages
type Form = (language: Language, name: string) => string

/** What the incidents service writes by itself, for everybody to read. */
const forms: readonly Form[] = [
  (language, name) => incidentMessages[language].down(name),
  (language, name) => incidentMessages[language].degraded(name),
  (language, name) => incidentMessages[language].again.down(name),
  (language, name) => incidentMessages[language].again.degraded(name),
  (language, name) => incidentMessages[language].stillDegraded(name),
  (language, name) => incidentMessages[language].back(name),
  (language, name) => incidentMessages[language].flapping(name),
  (language, name) => incidentMessages[language].stable(name),
  (language, name) => incidentMessages[language].unwatched(name),
  (language, number) => incidentMessages[language].merged(number),
  language => incidentMessages[language].reopened,
  language => incidentMessages[language].endUnknown,
  language => incidentMessages[language].status.investigating,
  language => incidentMessages[language].status.identified,
  language => incidentMessages[language].status.monitoring,
  language => incidentMessages[language].status.resolved,
]

/** The same sentence in the other language; undefined for what a person wrote. */
export function translated(text: string, names: readonly string[], from: Language, to: Language): string | undefined {
  const numbers = text.match(/INC-\d{8}-\d{6}(-\d+)?/g) ?? ['']
  for (const name of [...names, ...numbers]) {
    const form = forms.find(write => write(from, name) === text)
    if (form) return form(to, name)
  }
  return undefined
}

import { settingsWords } from '../../messages/settings.ts'
import { useWords } from '../../words/language.tsx'

/** The part of Vigie that a change was made in, as the settings call it. */
export function ServiceName({ of: service }: { of: string }) {
  const names: Readonly<Record<string, string | undefined>> = useWords(settingsWords).serviceNames
  return names[service] ?? service
}

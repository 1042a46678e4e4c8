import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react'
import { usePreferences } from '../data/preferences.ts'

export type Language = 'en' | 'fr'

/** Both languages of one area of the console, as they stand in `web/messages/`. */
export type Wording<Words> = { readonly en: Words; readonly fr: Words }

type Locale = { readonly language: Language; readonly timeZone: string }

const LocaleContext = createContext<Locale>({ language: 'en', timeZone: 'UTC' })

/** What this browser was told, else what the account says, else what the browser speaks. */
export function LocaleProvider({
  children,
  language,
  timeZone,
}: {
  children: ReactNode
  language?: Language | null
  timeZone?: string | null
}) {
  const chosen = usePreferences().language
  const spoken = language ?? chosen ?? browserLanguage()
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  useEffect(() => {
    document.documentElement.lang = spoken
  }, [spoken])
  const locale = useMemo(() => ({ language: spoken, timeZone: zone }), [spoken, zone])
  return <LocaleContext value={locale}>{children}</LocaleContext>
}

const browserLanguage = (): Language =>
  (navigator.languages.find(one => /^(fr|en)\b/.test(one)) ?? 'en').slice(0, 2) as Language

export const useLocale = (): Locale => useContext(LocaleContext)

/** `const words = useWords(overviewWords)` */
export function useWords<Words>(wording: Wording<Words>): Words {
  return wording[useLocale().language]
}

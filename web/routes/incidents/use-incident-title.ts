import { useCallback } from 'react'
import type { Incident } from '../../../contracts/incidents.ts'
import { translated } from '../../../contracts/messages/incident-sentences.ts'
import { useLocale } from '../../words/language.tsx'

/** What the program wrote into an incident, in the language of the reader; what a person wrote stays as it is. */
export function useTold(): (text: string, about: { readonly components?: Incident['components'] }) => string {
  const { language } = useLocale()
  return useCallback(
    (text, { components = [] }) => {
      const names = components.map(({ name }) => name)
      return translated(text, names, language === 'fr' ? 'en' : 'fr', language) ?? text
    },
    [language],
  )
}

import { createStore } from './external-store.ts'

/** What this browser remembers, whoever is signed in. */
export type Preferences = {
  readonly theme: 'system' | 'light' | 'dark'
  readonly language: 'en' | 'fr' | null
  /** Keys that act alone, without Ctrl or Alt, get in the way of speech input (WCAG 2.1.4). */
  readonly shortcuts: boolean
}

const place = 'vigie.console'
const defaults: Preferences = { theme: 'system', language: null, shortcuts: true }
const store = createStore<Preferences>(read())

function read(): Preferences {
  try {
    return { ...defaults, ...JSON.parse(localStorage.getItem(place) ?? '{}') }
  } catch {
    // A browser that keeps nothing, or text that another program left there.
    return defaults
  }
}

export const preferences = store.get
export const usePreferences = store.use

export function setPreferences(change: Partial<Preferences>): void {
  const current = { ...store.get(), ...change }
  try {
    localStorage.setItem(place, JSON.stringify(current))
  } catch {
    // Remembered until the tab closes.
  }
  store.set(current)
  applyTheme()
}

export function applyTheme(): void {
  const { theme } = store.get()
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

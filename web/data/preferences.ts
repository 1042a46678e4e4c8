import { useSyncExternalStore } from 'react'

/** What this browser remembers, whoever is signed in. */
export type Preferences = {
  readonly theme: 'system' | 'light' | 'dark'
  readonly language: 'en' | 'fr' | null
  /** Keys that act alone, without Ctrl or Alt, get in the way of speech input (WCAG 2.1.4). */
  readonly shortcuts: boolean
}

const place = 'vigie.console'
const defaults: Preferences = { theme: 'system', language: null, shortcuts: true }
const listeners = new Set<() => void>()
let current: Preferences = read()

function read(): Preferences {
  try {
    return { ...defaults, ...JSON.parse(localStorage.getItem(place) ?? '{}') }
  } catch {
    // A browser that keeps nothing, or text that another program left there.
    return defaults
  }
}

export const preferences = (): Preferences => current

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change }
  try {
    localStorage.setItem(place, JSON.stringify(current))
  } catch {
    // Remembered until the tab closes.
  }
  applyTheme()
  for (const tell of listeners) tell()
}

export function applyTheme(): void {
  const { theme } = current
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(listen, preferences)
}

function listen(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

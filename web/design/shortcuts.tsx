import { useEffect, useRef } from 'react'
import { createStore } from '../data/external-store.ts'
import { preferences } from '../data/preferences.ts'

type Shortcut = { readonly keys: string; readonly label: string; readonly run: () => void }

const shortcuts = createStore<readonly Shortcut[]>([])

/** What works at this moment, for the sheet behind `?`. */
export const useShortcuts = shortcuts.use

/** `useShortcut('j', words.next, next)`; `mod+k` is Ctrl or ⌘. Single keys can be switched off in the profile. */
export function useShortcut(keys: string, label: string, run: () => void, enabled = true): void {
  const latest = useRef(run)
  latest.current = run
  useEffect(() => {
    if (!enabled) return
    const shortcut: Shortcut = { keys, label, run: () => latest.current() }
    shortcuts.set([...shortcuts.get(), shortcut])
    return () => shortcuts.set(shortcuts.get().filter(one => one !== shortcut))
  }, [keys, label, enabled])
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable=true], [role=menuitem]')

function keysOf(event: KeyboardEvent): string {
  const modifier = event.ctrlKey || event.metaKey ? 'mod+' : ''
  return modifier + (event.key.length === 1 ? event.key.toLowerCase() : event.key)
}

function onKey(event: KeyboardEvent): void {
  const keys = keysOf(event)
  const single = !keys.startsWith('mod+')
  if (event.altKey || event.defaultPrevented) return
  if (single && (isTyping(event.target) || !preferences().shortcuts || document.querySelector('dialog[open]'))) return
  const found = shortcuts.get().findLast(one => one.keys === keys)
  if (!found) return
  event.preventDefault()
  found.run()
}

/** Once, at the root. */
export function useShortcutKeys(): void {
  useEffect(() => {
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}

const isApple = (): boolean => /Mac|iP(hone|ad)/.test(navigator.userAgent)

export function Keys({ keys }: { keys: string }) {
  const parts = keys.replace('mod', isApple() ? '⌘' : 'Ctrl').split('+')
  return (
    <span className="inline-flex gap-1">
      {parts.map(part => (
        <kbd key={part} className="bg-sunken border-edge min-w-6 rounded border px-1.5 text-center font-mono text-sm">
          {part.length === 1 ? part.toUpperCase() : part}
        </kbd>
      ))}
    </span>
  )
}

import { createStore } from '../data/external-store.ts'
import { frameWords } from '../messages/frame.ts'
import { useWords } from '../words/language.tsx'
import { Button, IconButton } from './button.tsx'
import { Icon } from './icon.tsx'
import { tones } from './notice.tsx'

type Toast = { readonly id: number; readonly tone: 'ok' | 'bad'; readonly text: string; readonly undo?: () => void }

const toasts = createStore<readonly Toast[]>([])
let count = 0
const goneAfterMs = 7_000

const drop = (id: number): void => toasts.set(toasts.get().filter(toast => toast.id !== id))

function add(toast: Omit<Toast, 'id'>): void {
  count += 1
  const id = count
  toasts.set([...toasts.get().slice(-3), { ...toast, id }])
  // An error stays until somebody has read it.
  if (toast.tone === 'ok') setTimeout(() => drop(id), goneAfterMs)
}

const api = {
  /** What was done, and how to take it back. */
  done: (text: string, undo?: () => void): void => add({ tone: 'ok', text, ...(undo ? { undo } : {}) }),
  error: (text: string): void => add({ tone: 'bad', text }),
}

export const useToasts = (): typeof api => api

/** Always on the page, so that screen readers hear what comes into it. */
export function Toasts() {
  const words = useWords(frameWords)
  return (
    <div role="status" className="pointer-events-none fixed inset-x-3 bottom-3 z-50 grid justify-items-end gap-2">
      {toasts.use().map(toast => (
        <div
          key={toast.id}
          className="bg-raised border-edge pointer-events-auto flex max-w-md items-center gap-3 rounded-md border px-3 py-2 shadow-lg"
        >
          <Icon name={tones[toast.tone].icon} className={tones[toast.tone].text} />
          <span className="min-w-0 flex-1">{toast.text}</span>
          {toast.undo ? (
            <Button
              small
              icon="undo"
              onClick={() => {
                toast.undo?.()
                drop(toast.id)
              }}
              label={words.undo}
            />
          ) : null}
          <IconButton label={words.close} icon="close" onClick={() => drop(toast.id)} />
        </div>
      ))}
    </div>
  )
}

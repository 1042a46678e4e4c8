import { setPreferences, usePreferences } from '../data/preferences.ts'
import { Dialog } from '../design/dialog.tsx'
import { SwitchField } from '../design/forms/field.tsx'
import { Keys, useShortcuts } from '../design/shortcuts.tsx'
import { frameWords } from '../messages/frame.ts'
import { useWords } from '../words/language.tsx'

/** What works on this page, and the way to switch single keys off. */
export function ShortcutSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { keys: words } = useWords(frameWords)
  const shortcuts = useShortcuts()
  const distinct = shortcuts.filter((one, place) => shortcuts.findIndex(other => other.keys === one.keys) === place)
  return (
    <Dialog open={open} onClose={onClose} title={words.title}>
      <dl className="grid grid-cols-[1fr_auto] gap-x-6 gap-y-2">
        {[...distinct, { keys: 'Enter', label: words.open }].map(({ keys, label }) => (
          <div key={keys} className="contents">
            <dt>{label}</dt>
            <dd>
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
      <ShortcutSwitch />
    </Dialog>
  )
}

export function ShortcutSwitch() {
  const { keys: words } = useWords(frameWords)
  const { shortcuts } = usePreferences()
  return (
    <SwitchField
      label={words.switchOff}
      hint={words.switchOffHint}
      value={shortcuts}
      onChange={checked => setPreferences({ shortcuts: checked })}
    />
  )
}

import { setPreferences, usePreferences } from '../../data/preferences.ts'
import { Card } from '../../design/card.tsx'
import { SelectField } from '../../design/forms/field.tsx'
import { profileWords } from '../../messages/profile.ts'
import { ShortcutSwitch } from '../../shell/shortcut-sheet.tsx'
import { useWords } from '../../words/language.tsx'

/** What only this browser remembers. */
export function ThisBrowser() {
  const words = useWords(profileWords)
  const { theme } = usePreferences()
  return (
    <Card title={words.console}>
      <div className="grid gap-4">
        <SelectField
          label={words.theme}
          value={theme}
          onChange={value => setPreferences({ theme: value as typeof theme })}
          choices={Object.entries(words.themes).map(([value, label]) => ({ value, label }))}
        />
        <ShortcutSwitch />
      </div>
    </Card>
  )
}

import { flagsWords } from '../../../contracts/messages/console/flags.ts'
import { SelectField } from '../../design/field.tsx'
import { useWords } from '../../words/language.tsx'
import { usePlace } from './place.ts'

/** Only where there is more than one place to look at. */
export function PlacePicker() {
  const words = useWords(flagsWords)
  const { place, projects, setPlace } = usePlace()
  const environments = projects.find(({ name }) => name === place.project)?.environments ?? []
  if (projects.length < 2 && environments.length < 2) return null
  const choices = (items: readonly { readonly name: string; readonly title: string }[]) =>
    items.map(({ name, title }) => ({ value: name, label: title }))
  return (
    <div className="mb-4 flex flex-wrap gap-3">
      {projects.length > 1 ? (
        <SelectField
          label={words.project}
          value={place.project}
          choices={choices(projects)}
          onChange={project => {
            const [first] = projects.find(({ name }) => name === project)?.environments ?? []
            setPlace({ project, environment: first?.name ?? place.environment })
          }}
        />
      ) : null}
      <SelectField
        label={words.environment}
        value={place.environment}
        choices={choices(environments)}
        onChange={environment => setPlace({ ...place, environment })}
      />
    </div>
  )
}

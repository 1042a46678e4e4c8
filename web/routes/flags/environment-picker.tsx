import { Link } from '@tanstack/react-router'
import { SelectField } from '../../design/forms/field.tsx'
import { flagsWords } from '../../messages/flags.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { useWords } from '../../words/language.tsx'
import { usePlace } from './environment.ts'

type Named = { readonly name: string; readonly title: string }

/** What is chosen is always among the choices, also when it is not there any more. */
const choicesOf = (items: readonly Named[], chosen: string) =>
  [...items, ...(items.some(({ name }) => name === chosen) ? [] : [{ name: chosen, title: chosen }])].map(
    ({ name, title }) => ({ value: name, label: title }),
  )

/** Which project and environment is looked at, where there is more than one, and the way to make another. */
export function PlacePicker() {
  const words = useWords(flagsWords)
  const { pages } = useWords(navigationWords)
  const { place, projects, isUnknown, setPlace } = usePlace()
  const environments = projects.find(({ name }) => name === place.project)?.environments ?? []
  const isOneOfMany = projects.length > 1 || environments.length > 1 || isUnknown
  const choose = (project: string) => {
    const there = projects.find(({ name }) => name === project)?.environments ?? []
    const same = there.find(({ name }) => name === place.environment)
    setPlace({ project, environment: (same ?? there[0])?.name ?? place.environment })
  }
  return (
    <div className="mb-4 flex flex-wrap items-end gap-3">
      {isOneOfMany ? (
        <>
          <SelectField
            label={words.project}
            value={place.project}
            choices={choicesOf(projects, place.project)}
            onChange={choose}
          />
          <SelectField
            label={words.environment}
            value={place.environment}
            choices={choicesOf(environments, place.environment)}
            onChange={environment => setPlace({ ...place, environment })}
          />
        </>
      ) : null}
      {isUnknown ? null : (
        <Link to="/projects" className="link inline-flex min-h-10 items-center">
          {pages.projects}
        </Link>
      )}
    </div>
  )
}

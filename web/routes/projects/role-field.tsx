import type { ProjectRole } from '../../../contracts/flag-governance.ts'
import { RadioField } from '../../design/forms/field.tsx'
import { flagProjectsWords } from '../../messages/flag-projects.ts'
import { useWords } from '../../words/language.tsx'

export type { ProjectRole }

/** From the least to the most. */
const roles: readonly ProjectRole[] = ['viewer', 'editor', 'approver', 'owner']

type RoleFieldProps = { readonly role: ProjectRole; readonly onChange: (role: ProjectRole) => void }

/** Each with what it may do. */
export function RoleField({ role, onChange }: RoleFieldProps) {
  const words = useWords(flagProjectsWords)
  return (
    <RadioField<ProjectRole>
      label={words.role}
      value={role}
      onChange={onChange}
      choices={roles.map(value => ({ value, label: words.roles[value], hint: words.roleHints[value] }))}
    />
  )
}

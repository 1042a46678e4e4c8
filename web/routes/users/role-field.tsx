import type { Role } from '../../../contracts/access.ts'
import { SelectField } from '../../design/forms/field.tsx'
import { stateWords } from '../../messages/states.ts'
import { usersWords } from '../../messages/users.ts'
import { useWords } from '../../words/language.tsx'

type RoleFieldProps = {
  readonly value: Role
  readonly onChange: (role: Role) => void
  readonly error?: string | undefined
}

/** With what the role may do, said below. */
export function RoleField({ value, onChange, error }: RoleFieldProps) {
  const words = useWords(usersWords)
  const { role } = useWords(stateWords)
  return (
    <SelectField
      label={words.role}
      hint={words.roleHints[value]}
      value={value}
      onChange={chosen => onChange(chosen as Role)}
      error={error}
      choices={Object.entries(role).map(([name, label]) => ({ value: name, label }))}
    />
  )
}

import type { Role } from '../../../contracts/access.ts'
import { stateWords } from '../../../contracts/messages/console/states.ts'
import { usersWords } from '../../../contracts/messages/console/users.ts'
import { SelectField } from '../../design/field.tsx'
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

import type { SecretColumn } from '../../../kit/secrets/secret-column.ts'

export const secretValue: SecretColumn = {
  table: 'secret',
  column: 'value',
  row: 'name',
  known_by: 'name',
  without: 'set this secret of functions again',
}

/** Its environment may hold what people should have made a secret of. */
export const deploymentDefinition: SecretColumn = {
  table: 'deployment',
  column: 'definition',
  row: 'name',
  known_by: 'name',
  without: 'deploy this function again',
}

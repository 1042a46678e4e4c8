import { invalid } from '../../../kit/service/errors.ts'
import { rowsOfSqliteFile } from '../../../kit/store/sqlite/file.ts'

/** Columns that the JSON backup of version 1 calls otherwise. Source: the table `monitor` of Uptime Kuma 1.23 and 2.0. */
const names: Readonly<Record<string, string>> = {
  retry_interval: 'retryInterval',
  push_token: 'pushToken',
  ignore_tls: 'ignoreTls',
  upside_down: 'upsideDown',
  invert_keyword: 'invertKeyword',
  auth_method: 'authMethod',
  json_path: 'jsonPath',
  json_path_operator: 'jsonPathOperator',
  expected_value: 'expectedValue',
}

/** The database of Uptime Kuma, `data/kuma.db`, as the JSON backup that version 2 no longer makes. */
export function backupOfKumaDatabase(file: string): string {
  const monitors = rowsOfSqliteFile(file, 'monitor')
  if (monitors === null) {
    throw invalid('monitor.bad-import', `${file} is no database of Uptime Kuma: it has no table "monitor"`)
  }
  const monitorList = monitors.map(monitor =>
    Object.fromEntries(Object.entries(monitor).map(([column, value]) => [names[column] ?? column, value])),
  )
  return JSON.stringify({ notificationList: rowsOfSqliteFile(file, 'notification') ?? [], monitorList })
}

import type { Command } from '../../../kit/cli/command.ts'
import { exportKubernetesCommand, exportOpenfaasCommand } from './export-commands.ts'
import { invokeCommand } from './invoke-command.ts'
import { lintCommand } from './lint-command.ts'
import { logsCommand } from './logs-command.ts'
import { upCommand } from './up-command.ts'

export const commands: readonly Command[] = [
  lintCommand,
  upCommand,
  invokeCommand,
  logsCommand,
  exportOpenfaasCommand,
  exportKubernetesCommand,
]

import { Command as Commander, Option } from 'commander'
import { processEnvironment } from '../config/environment.ts'
import { type ProgramOptions, programOptions } from '../config/program.ts'
import { policyOf } from '../http-client/proxies.ts'
import { Redactor } from '../http-client/redact.ts'
import { inEnglish } from '../messages/kit-catalogue.ts'
import { languages } from '../messages/languages.ts'
import { systemClock } from '../runtime/clock.ts'
import { silentLog } from '../runtime/log.ts'
import { Refusal } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { StoreFailure } from '../store/failure.ts'
import { fileFailureText } from '../store/file-failure.ts'
import { backup, backupHelp } from './backup.ts'
import type { Command } from './command.ts'
import { demo, demoHelp } from './demo.ts'
import { checkKey, keyCheckHelp, keyRotateHelp, rotateKey } from './key.ts'
import { load, type Program, print, printError, printProblems, write } from './program.ts'
import { progressOn } from './progress.ts'
import { readStore } from './read-store.ts'
import { restore, restoreHelp } from './restore.ts'
import { up } from './up.ts'
import { validate } from './validate.ts'

/** Runs one `vigie` command and answers its exit code; `up` answers when the program has stopped. */
export async function runCommandLine(program: Program, argv: readonly string[]): Promise<number> {
  // Databases with what SQLite lays beside them, the log, incident files, locks: whoever makes a file, nobody else reads it.
  process.umask(0o077)
  const cli = new Commander('vigie')
    .version(program.version)
    .description('The lookout: watches what a team depends on, opens incidents, tells people.')
    .showHelpAfterError('(vigie --help says what there is)')
    .exitOverride()
    .configureOutput({ writeErr: text => process.stderr.write(text) })
  for (const stream of [process.stdout, process.stderr]) stream.off('error', bearClosedPipe).on('error', bearClosedPipe)
  let exit = 0
  const add: Add = (command, run) => {
    for (const [flags, summary] of commonOptions) command.option(flags, summary)
    command.action(async () => {
      const services = command.name() === 'up' ? command.args : []
      const known_services = program.services.map(service => service.name)
      const flags = { ...command.opts(), services }
      exit = await run(programOptions({ flags, environment: processEnvironment(), known_services }), command)
    })
  }
  add(
    cli
      .command('up')
      .argument('[service...]', `which services run in this process: ${program.services.map(s => s.name).join(' ')}`)
      .description('start (all services in one process, unless some are named)'),
    options => up(program, options),
  )
  add(cli.command('validate').description('check the configuration and say every mistake with its line'), options =>
    validate(program, options),
  )
  addKeeping(program, cli, add)
  if (program.demo) addDemo(program, cli, add)
  for (const service of program.services) {
    for (const command of service.commands ?? []) {
      add(place(cli, command), (options, input) => runServiceCommand(program, { service, command }, { options, input }))
    }
  }
  try {
    await cli.parseAsync([...argv], { from: 'user' })
    return exit
  } catch (thrown) {
    if (thrown instanceof Refusal) {
      printError(thrown instanceof StoreFailure ? inEnglish(thrown.why) : thrown.message)
      return 1
    }
    const trouble = fileFailureText(thrown)
    if (trouble !== null) {
      printError(trouble)
      return 1
    }
    // commander has already printed what was wrong; help and version end well.
    const { code, exitCode } = thrown as { code?: string; exitCode?: number }
    if (code?.startsWith('commander.')) return exitCode ?? 1
    throw thrown
  }
}

/** Whoever read along has gone (`| head`): the rest is said to nobody, and the work goes on to its end. */
function bearClosedPipe(thrown: NodeJS.ErrnoException): void {
  if (thrown.code !== 'EPIPE') throw thrown
}

type Add = (command: Commander, run: (options: ProgramOptions, input: Commander) => Promise<number>) => void

function addKeeping(program: Program, cli: Commander, add: Add): void {
  const flags = (input: Commander) => ({
    file: input.args[0] ?? '',
    force: input.opts().force === true,
    print,
    progress: progressOn(process.stderr),
  })
  add(
    cli
      .command('backup')
      .argument('<file>')
      .description('write the state of every service into one compressed file')
      .option('--force', 'write over a file that is there')
      .addHelpText('after', backupHelp),
    (options, input) => backup(program, options, flags(input)),
  )
  add(
    cli
      .command('restore')
      .argument('<file>')
      .description('put back what a backup holds')
      .option('--force', 'also where there is data; it is put aside')
      .option('--key-file <file>', 'of the installation that made the backup, when it is another one')
      .addHelpText('after', restoreHelp),
    (options, input) => restore(program, options, { ...flags(input), key_file: input.opts().keyFile }),
  )
  addKey(program, cli, add)
}

function addKey(program: Program, cli: Commander, add: Add): void {
  const flags = { print, progress: progressOn(process.stderr) }
  const key = cli.command('key').description('the key that opens the secrets in the databases')
  add(key.command('check').description('which secrets it does not open').addHelpText('after', keyCheckHelp), options =>
    checkKey(program, options, flags),
  )
  add(
    key.command('rotate').description('encrypt every secret with a new one').addHelpText('after', keyRotateHelp),
    options => rotateKey(program, options, flags),
  )
}

function addDemo(program: Program, cli: Commander, add: Add): void {
  const language = new Option('--language <language>', 'of pages, messages and history').choices(languages)
  add(
    cli
      .command('demo')
      .description('a living system with an invented team, to look around in')
      .addOption(language.default('en'))
      .addHelpText('after', demoHelp),
    (options, input) => {
      const flags = input.opts()
      return demo(program, options, { language: flags.language, data: flags.data ? options.data : undefined })
    },
  )
}

const commonOptions = [
  ['--config <file>', 'configuration file (vigie.yaml, then config.yaml, of the current folder)'],
  ['--data <folder>', 'where state is kept (./data)'],
  ['--host <address>', 'address to listen on (127.0.0.1)'],
  ['--port <number>', 'port to listen on (3000)'],
] as const

/** `incidents list` becomes `list` below `incidents`. */
function place(cli: Commander, command: Command): Commander {
  const words = command.name.split(' ')
  let parent = cli
  for (const word of words.slice(0, -1)) {
    parent = parent.commands.find(known => known.name() === word) ?? parent.command(word)
  }
  const placed = parent.command(words.at(-1) ?? '').description(command.summary)
  if (command.arguments) placed.arguments(command.arguments)
  for (const option of command.options ?? []) placed.option(option.flags, option.summary, option.default)
  return placed
}

async function runServiceCommand(
  program: Program,
  { service, command }: { service: Service; command: Command },
  { options, input }: { options: ProgramOptions; input: Commander },
): Promise<number> {
  const loaded = load(program, options)
  if (!loaded.ok) {
    printProblems(program, loaded)
    return 1
  }
  const clock = systemClock()
  const redactor = new Redactor()
  redactor.know('configuration', loaded.secrets)
  const opened: { close(): Promise<void> }[] = []
  try {
    return await command.run({
      args: input.args,
      options: input.opts(),
      config: loaded.values.get(service.name),
      settings: loaded.settings,
      base_directory: loaded.base_directory,
      data: options.data,
      key_file: loaded.environment.VIGIE_KEY_FILE,
      clock,
      log: silentLog(),
      network: policyOf(loaded),
      redactor,
      store: async name => {
        const owner = program.services.find(known => known.name === name) ?? { name }
        const store = await readStore(owner, {
          data: options.data,
          url: loaded.settings.store.url,
          key_file: loaded.environment.VIGIE_KEY_FILE,
        })
        opened.push(store)
        return store
      },
      up: (services, values) => up(program, { ...options, services, values }),
      print,
      write,
      progress: progressOn(process.stderr),
    })
  } finally {
    clock.stop()
    for (const store of opened) await store.close()
  }
}

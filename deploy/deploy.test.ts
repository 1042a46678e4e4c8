import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, matchesGlob } from 'node:path'
import { test } from 'node:test'
import { parseEnv } from 'node:util'
import { parse } from 'yaml'
import { dockerfileInstructions, parseDockerfile } from './dockerfile.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const instructions = parseDockerfile(read('deploy/Dockerfile'))
const named = (name: string) => instructions.filter(instruction => instruction.name === name)
const ignored = read('.dockerignore')
  .split('\n')
  .filter(line => line && !line.startsWith('#'))
const isIgnored = (path: string) => ignored.some(pattern => path === pattern || matchesGlob(path, pattern))
const examples = parseEnv(read('.env.example'))

/** What each `COPY a b c target` takes from the build context, and where it puts it. */
const copies = named('COPY')
  .filter(copy => !copy.text.startsWith('--from='))
  .map(({ text }) => ({ sources: text.split(' ').slice(0, -1), target: text.split(' ').at(-1) ?? '' }))

test('the Dockerfile holds only instructions that Docker knows, and begins with a base', () => {
  assert.deepEqual(
    instructions.filter(({ name }) => !dockerfileInstructions.has(name)),
    [],
  )
  assert.equal(instructions[0]?.name, 'FROM')
})

test('every base image names its version', () => {
  const stages = new Set<string>()
  for (const { text } of named('FROM')) {
    const [image = '', , stage] = text.split(/\s+/)
    if (!stages.has(image)) assert.match(image, /^node:24[\w.-]*$/)
    if (stage) stages.add(stage)
  }
  for (const { text } of named('COPY')) {
    const from = /^--from=(\S+)/.exec(text)?.[1]
    if (from) assert.ok(stages.has(from), `no stage ${from}`)
  }
})

test('the program runs as a user that is not root, and may write to the volume', () => {
  assert.equal(named('USER').at(-1)?.text, 'node')
  assert.ok((named('USER').at(-1)?.line ?? 0) > (named('RUN').at(-1)?.line ?? 0))
  const volume = named('VOLUME')[0]?.text ?? ''
  assert.match(named('RUN').at(-1)?.text ?? '', new RegExp(`install -d -o node -g node ${volume}`))
})

test('every source that the Dockerfile copies exists and is not ignored', () => {
  for (const source of copies.flatMap(copy => copy.sources)) {
    assert.ok(existsSync(join(root, source)), source)
    assert.equal(isIgnored(source), false, `${source} is in .dockerignore`)
  }
})

test('the image holds the console, built in a stage whose tools it leaves behind', () => {
  const stage = instructions.slice(instructions.findIndex(({ text }) => text.endsWith(' AS console')))
  assert.ok(stage.some(({ name, text }) => name === 'RUN' && text === 'node web/build/build.ts'))
  assert.ok(named('COPY').some(({ text }) => text === '--from=console /app/web/dist /app/web/dist'))
  assert.match(named('RUN')[0]?.text ?? '', /npm ci .*--omit=dev/)
})

test('the health check asks the program itself, with nothing that the image lacks', () => {
  const [check] = named('HEALTHCHECK')
  assert.match(check?.text ?? '', /CMD \["node".*\/healthz/)
  assert.doesNotMatch(check?.text ?? '', /curl|wget/)
})

test('the container starts the program as npm start does', () => {
  const { scripts } = JSON.parse(read('package.json'))
  const command = JSON.parse(named('ENTRYPOINT')[0]?.text ?? '[]')
    .join(' ')
    .replace('/app/', '')
  // npm starts it from a shell, which makes way.
  assert.equal(`exec ${command} ${JSON.parse(named('CMD')[0]?.text ?? '[]').join(' ')}`, scripts.start)
})

test('what the image copies is all that the program needs', () => {
  const image = mkdtempSync(join(tmpdir(), 'vigie-image-'))
  try {
    for (const { sources, target } of copies) {
      for (const source of sources) {
        const place = /\.[a-z]+$/.test(target) || !target.endsWith('/') ? target : join(target, basename(source))
        mkdirSync(join(image, place, '..'), { recursive: true })
        const kept = (path: string) => !isIgnored(path.slice(root.length + 1))
        cpSync(join(root, source), join(image, place), { recursive: true, filter: kept })
      }
    }
    symlinkSync(join(root, 'node_modules'), join(image, 'app', 'node_modules'))
    const run = vigie(join(image, 'app', 'bin', 'vigie.js'), ['validate'], image)
    assert.equal(run.status, 0, run.stderr)
  } finally {
    rmSync(image, { recursive: true })
  }
})

test('every variable of .env.example is one that is read', () => {
  const filled = { VIGIE_LANGUAGE: 'fr', VIGIE_TIME_ZONE: 'Europe/Paris', VIGIE_LOGGING_LEVEL: 'INFO' }
  const url = { VIGIE_STORE_URL: 'postgres://vigie@127.0.0.1:5432/vigie' }
  const names = Object.keys(examples).filter(name => name.startsWith('VIGIE_'))
  const byProcess = ['VIGIE_ADMIN_KEY', 'VIGIE_KEY_FILE']
  assert.deepEqual(names.filter(name => !byProcess.includes(name)).sort(), Object.keys({ ...filled, ...url }).sort())
  const folder = mkdtempSync(join(tmpdir(), 'vigie-'))
  try {
    const run = vigie(join(root, 'main.ts'), ['validate'], folder, { ...examples, ...filled, ...url })
    assert.equal(run.status, 0, run.stderr)
    assert.doesNotMatch(run.stderr, /is not a variable/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

/** https://github.com/compose-spec/compose-spec/blob/main/schema/compose-spec.json */
const composeKeys = {
  top: 'configs include name networks secrets services volumes'.split(' '),
  service: `annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent command configs container_name
    cpu_count cpu_percent cpu_period cpu_quota cpu_shares cpus cpuset credential_spec depends_on deploy develop
    device_cgroup_rules devices dns dns_opt dns_search domainname entrypoint env_file environment expose extends
    external_links extra_hosts group_add healthcheck hostname image init ipc isolation labels links logging mac_address
    mem_limit mem_reservation mem_swappiness memswap_limit models network_mode networks oom_kill_disable oom_score_adj
    pid pids_limit platform ports post_start pre_stop privileged profiles pull_policy read_only restart runtime scale
    secrets security_opt shm_size stdin_open stop_grace_period stop_signal storage_opt sysctls tmpfs tty ulimits user
    userns_mode uts volumes volumes_from working_dir`.split(/\s+/),
  build: `additional_contexts args cache_from cache_to context dockerfile dockerfile_inline entitlements extra_hosts
    isolation labels network no_cache platforms privileged pull secrets shm_size ssh tags target ulimits`.split(/\s+/),
  healthcheck: 'disable interval retries start_interval start_period test timeout'.split(' '),
  volume: 'bind consistency image read_only source target tmpfs type volume'.split(' '),
  dependency: 'condition required restart'.split(' '),
  env_file: 'format path required'.split(' '),
}

type Value = Readonly<Record<string, unknown>>
const compose = parse(read('compose.yaml')) as Readonly<Record<string, Value>>
const services = Object.entries(compose.services ?? {}) as [string, Value][]
const unknownIn = (value: unknown, known: readonly string[]) =>
  value && typeof value === 'object' ? Object.keys(value).filter(key => !known.includes(key)) : []
const objects = (value: unknown) => (Array.isArray(value) ? value.filter(item => typeof item === 'object') : [])

test('compose.yaml holds only keys that compose knows', () => {
  assert.deepEqual(unknownIn(compose, composeKeys.top), [])
  for (const [name, service] of services) {
    const unknown = [
      ...unknownIn(service, composeKeys.service),
      ...unknownIn(service.build, composeKeys.build),
      ...unknownIn(service.healthcheck, composeKeys.healthcheck),
      ...objects(service.volumes).flatMap(volume => unknownIn(volume, composeKeys.volume)),
      ...objects(service.env_file).flatMap(file => unknownIn(file, composeKeys.env_file)),
      ...Object.values(service.depends_on ?? {}).flatMap(one => unknownIn(one, composeKeys.dependency)),
    ]
    assert.deepEqual(unknown, [], name)
  }
})

test('compose.yaml names things that exist: the Dockerfile, its volumes, services and image versions', () => {
  const volumes = Object.keys(compose.volumes ?? {})
  const names = services.map(([name]) => name)
  for (const [name, service] of services) {
    assert.doesNotMatch(String(service.image), /:latest$|^[^:]+$/, `${name} names no version`)
    const { dockerfile } = (service.build ?? {}) as { dockerfile?: string }
    if (dockerfile) assert.ok(existsSync(join(root, dockerfile)), dockerfile)
    for (const volume of Array.isArray(service.volumes) ? service.volumes : []) {
      const source = typeof volume === 'string' ? volume.split(':')[0] : undefined
      if (source && !source.startsWith('.')) assert.ok(volumes.includes(source), `no volume ${source}`)
    }
    assert.deepEqual(
      Object.keys(service.depends_on ?? {}).filter(one => !names.includes(one)),
      [],
    )
  }
})

test('the state of the container lies where the volume is', () => {
  const [vigieService] = services.filter(([name]) => name === 'vigie').map(([, service]) => service)
  const data = /VIGIE_DATA=(\S+)/.exec(named('ENV')[0]?.text ?? '')?.[1]
  assert.equal(data, named('VOLUME')[0]?.text)
  assert.ok(((vigieService?.volumes ?? []) as unknown[]).includes(`state:${data}`))
})

test('every variable of compose.yaml is documented in .env.example and has a default', () => {
  const used = [...read('compose.yaml').matchAll(/\$\{(\w+)(:-)?/g)]
  assert.ok(used.length > 0)
  for (const [, name = '', fallback] of used) {
    assert.ok(name in examples, `${name} is not in .env.example`)
    assert.equal(fallback, ':-', `${name} has no default`)
  }
})

test('the example configurations are sound', () => {
  const secret = { SLACK_BOT_TOKEN: 'xoxb-example', HOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }
  for (const example of ['config.yaml', 'vigie.yaml']) {
    const run = vigie(join(root, 'main.ts'), ['validate', '--config', join(root, 'examples', example)], root, secret)
    assert.equal(run.status, 0, run.stderr)
  }
})

function vigie(main: string, args: readonly string[], cwd: string, environment: Value = {}) {
  return spawnSync(process.execPath, [main, ...args], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...(environment as Record<string, string>) },
  })
}

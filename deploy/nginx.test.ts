import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort, startChild } from '../kit/testing/children.ts'
import { findProgram, skipWithout } from '../kit/testing/programs.ts'
import { startTarget } from '../kit/testing/target.ts'

const example = readFileSync(join(import.meta.dirname, 'nginx.conf'), 'utf8')

test('nginx serves the last pages while Vigie is off, and steps aside when it is back', async t => {
  const nginx = await findProgram('nginx', { packages: ['nginx-light'], places: ['/usr/sbin/nginx'] })
  if (!nginx) return skipWithout(t, 'nginx')
  const vigie = await startTarget()
  t.after(() => vigie.stop())
  const folder = mkdtempSync(join(tmpdir(), 'vigie-nginx-'))
  t.after(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'public', 'incidents'), { recursive: true })
  writeFileSync(join(folder, 'public', 'index.html'), 'kept: état')
  writeFileSync(join(folder, 'public', 'incidents', 'INC-1.html'), 'kept incident')
  const port = await freePort()
  const site = example
    .replace('127.0.0.1:3000', `127.0.0.1:${vigie.port}`)
    .replace('listen 80', `listen 127.0.0.1:${port}`)
    .replace('/var/lib/vigie/data/public', join(folder, 'public'))
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  const frame = `daemon off; pid ${folder}/pid; error_log stderr; ${user} events {}`
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    one => `${one}_temp_path ${folder}/${one};`,
  )
  writeFileSync(
    join(folder, 'nginx.conf'),
    `${frame}\nhttp {\naccess_log off;\n${temporary.join('\n')}\ntypes { text/html html; }\n${site}\n}\n`,
  )
  const server = startChild(nginx, ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')])
  t.after(() => server.stop())
  const ask = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`)
    const { headers, status } = answer
    return { status, text: await answer.text(), kept: headers.get('vigie-kept'), type: headers.get('content-type') }
  }
  for (let tries = 0; tries < 100 && !(await ask('/').catch(() => null)); tries++) await pause(50)
  assert.equal(server.process.exitCode, null, server.output())

  assert.deepEqual(await ask('/'), { status: 200, text: 'ok', kept: null, type: 'text/plain; charset=utf-8' })
  await vigie.behave('refuse')
  const html = 'text/html; charset=utf-8'
  assert.deepEqual(await ask('/'), { status: 200, text: 'kept: état', kept: 'yes', type: html })
  assert.deepEqual(await ask('/incidents/INC-1'), { status: 200, text: 'kept incident', kept: 'yes', type: html })
  assert.equal((await ask('/api/v1/incidents')).status, 503)
  assert.equal((await ask('/../nginx.conf')).status, 503)
  await vigie.behave('ok')
  assert.equal((await ask('/')).text, 'ok')
})

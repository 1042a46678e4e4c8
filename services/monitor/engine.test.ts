import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { say } from '../../contracts/messages/words.ts'
import { testClock } from '../../kit/testing/clock.ts'
import type { Monitoring } from './config.ts'
import { readIntervals, readStates } from './evaluation/state-store.ts'
import { scriptedEngine } from './testing/scripted-engine.ts'
import { sqliteStore } from './testing/sqlite-store.ts'

const second = 1_000
const minute = 60 * second

describe('watching', () => {
  const watch = async (t: TestContext, names: readonly string[], monitoring: Partial<Monitoring> = {}) => {
    const store = await sqliteStore(t)
    const clock = testClock()
    const engine = await scriptedEngine({ store, clock }, names, monitoring)
    engine.runner.start()
    await clock.advance(25 * second)
    return { ...engine, clock, store }
  }

  describe('one service', () => {
    for (const interval of [20, 1]) {
      it(`that refuses is told within its interval of ${interval} s and 4 s, and so is its recovery`, async t => {
        const { clock, behave, signals } = await watch(t, ['api'], { check_interval: interval })
        const broken = clock.monotonic()
        behave('refuse')
        await clock.advance((interval + 4) * second)
        const down = signals.at(-1)
        assert.equal(down?.state, 'down')
        assert.ok((down?.at ?? 0) - broken <= (interval + 2) * second)
        const mended = clock.monotonic()
        behave('ok')
        await clock.advance((interval + 4) * second)
        assert.equal(signals.at(-1)?.state, 'up')
        assert.ok((signals.at(-1)?.at ?? 0) - mended <= (interval + 2) * second)
        assert.equal(signals.length, 3)
      })
    }

    it('that hangs is told within interval, timeout and 4 s: the confirming look does not wait for the first', async t => {
      const { clock, behave, signals, probes } = await watch(t, ['api'])
      behave('hang')
      const before = probes.get('api')?.length ?? 0
      const broken = clock.monotonic()
      await clock.advance(34 * second)
      assert.equal(signals.at(-1)?.state, 'down')
      assert.ok((signals.at(-1)?.at ?? 0) - broken <= 34 * second)
      const [first = 0, confirming = 0] = probes.get('api')?.slice(before) ?? []
      assert.equal(confirming - first, 3 * second)
      assert.equal(Date.parse(signals.at(-1)?.started_at ?? ''), Math.floor(clock.now() - clock.monotonic() + first))
    })

    it('is looked at once at a time, but for the confirming looks', async t => {
      const { clock, behave, runner, signals } = await watch(t, ['api'], { check_interval: 1, failure_threshold: 3 })
      behave('hang')
      let most = 0
      for (let step = 0; step < 40; step += 1) {
        await clock.advance(500)
        most = Math.max(most, runner.in_flight)
        if (signals.at(-1)?.state === 'down') assert.ok(runner.in_flight <= 3)
      }
      assert.equal(most, 3)
      assert.equal(signals.at(-1)?.state, 'down')
      await clock.advance(20 * second)
      await clock.advance(9 * second)
      assert.ok(runner.in_flight <= 1, 'while it is down one look is enough')
      assert.ok(runner.skipped > 0)
      assert.equal(runner.missed, 0)
    })

    it('that fails once is told to nobody and looked at again after a second', async t => {
      const { clock, behave, signals, probes } = await watch(t, ['api'])
      behave('refuse')
      const before = probes.get('api')?.length ?? 0
      while ((probes.get('api')?.length ?? 0) === before) await clock.advance(100)
      behave('ok')
      await clock.advance(minute)
      assert.equal(signals.length, 1)
      const [first = 0, second_ = 0] = probes.get('api')?.slice(before) ?? []
      assert.ok(Math.abs(second_ - first - second) < 50)
    })

    it('that recovers is confirmed by looks a second apart when more than one is asked for', async t => {
      const { clock, behave, signals } = await watch(t, ['api'], { recovery_threshold: 3 })
      behave('refuse')
      await clock.advance(25 * second)
      behave('ok')
      await clock.advance(24 * second)
      assert.equal(signals.at(-1)?.state, 'up')
    })
  })

  it('a change is stored with its results, its interval and its state before it is told', async t => {
    const { clock, behave, signals, store, journal } = await watch(t, ['api'])
    behave('refuse')
    await clock.advance(25 * second)
    const results = await journal.read({ check: 1, from: 0, before: clock.now() + 1 })
    assert.equal(results.filter(({ state }) => state === 'down').length >= 2, true)
    const intervals = await readIntervals(store, 'id-api', 0)
    assert.deepEqual(
      intervals.map(({ state }) => state),
      ['up', 'down'],
    )
    const state = (await readStates(store)).get('id-api')
    assert.equal(state?.sequence, signals.at(-1)?.sequence)
    assert.equal(state?.episode?.id, signals.at(-1)?.episode)
  })

  it('five hundred services that fail together are a few commits', async t => {
    const names = Array.from({ length: 500 }, (_, index) => `s${index}`)
    const { clock, behave, signals, changes } = await watch(t, names)
    behave('refuse')
    await clock.advance(25 * second)
    assert.equal(signals.filter(({ state }) => state === 'down').length, 500)
    assert.equal(changes.length, 1_000)
  })

  describe('the lookout itself', () => {
    const names = Array.from({ length: 50 }, (_, index) => `s${index}`)

    it('is told of once when nothing answers and its references do not either; no service is blamed', async t => {
      const { clock, behave, signals, references, checks } = await watch(t, names, { failure_threshold: 3 })
      const before = signals.length
      behave('silent')
      references(say('reference.no-route'))
      await clock.advance(5 * second)
      assert.deepEqual(
        signals.slice(before).map(({ signal, state }) => `${signal} ${state}`),
        ['lookout down'],
      )
      assert.match(
        signals.at(-1)?.summary ?? '',
        /has no connection: no service answers, and there is no default route/,
      )
      assert.ok([...checks.all()].every(({ state }) => state.state === 'unknown'))
      behave('ok')
      references(null)
      await clock.advance(30 * second)
      assert.deepEqual(
        signals.slice(before).map(({ signal, state }) => `${signal} ${state}`),
        ['lookout down', 'lookout up'],
      )
      assert.ok([...checks.all()].every(({ state }) => state.state === 'up'))
    })

    it('trusts its references: when they answer, services that are silent together are down', async t => {
      const { clock, behave, signals } = await watch(t, names)
      behave('silent')
      await clock.advance(25 * second)
      assert.equal(signals.filter(({ state }) => state === 'down').length, names.length)
    })

    it('trusts any answer, a refusal included: one that refuses proves the network for all', async t => {
      const { clock, behave, signals, references } = await watch(t, names, { check_interval: 1 })
      behave('silent')
      behave('refuse', 's0')
      references(say('reference.no-route'))
      await clock.advance(5 * second)
      assert.equal(signals.filter(({ state }) => state === 'down').length, names.length)
      assert.equal(signals.filter(({ signal }) => signal === 'lookout').length, 0)
    })

    it('sees again as soon as its references answer, and then judges a service that still does not', async t => {
      const { clock, behave, signals, references } = await watch(t, ['api'])
      behave('hang')
      references(say('reference.no-route'))
      await clock.advance(60 * second)
      assert.equal(signals.at(-1)?.signal, 'lookout')
      references(null)
      await clock.advance(60 * second)
      assert.deepEqual(
        signals.slice(1).map(({ signal, state }) => `${signal} ${state}`),
        ['lookout down', 'lookout up', 'check:id-api down'],
      )
    })

    it('two in a hundred failing by chance alarm nobody when three failures are asked for', async t => {
      const many = Array.from({ length: 100 }, (_, index) => `s${index}`)
      const { clock, behave, signals } = await watch(t, many, { failure_threshold: 3 })
      for (let round = 0; round < 60; round += 1) {
        behave('ok')
        behave('refuse', many[(round * 37) % 100] ?? '', many[(round * 61 + 5) % 100] ?? '')
        await clock.advance(1_500)
      }
      assert.equal(signals.length, 100)
    })
  })

  it('a check that cannot look says so, once', async t => {
    const { clock, behave, signals } = await watch(t, ['api'])
    behave('cannot')
    await clock.advance(2 * minute)
    assert.deepEqual(
      signals.map(({ state }) => state),
      ['up', 'unknown'],
    )
    assert.match(signals.at(-1)?.summary ?? '', /ping is not installed/)
  })

  it('flapping is told once, then nothing until ten stable minutes have passed', async t => {
    const { clock, behave, signals, evaluator } = await watch(t, ['api'], { check_interval: 5 })
    for (let turn = 0; turn < 10; turn += 1) {
      behave(turn % 2 === 0 ? 'refuse' : 'ok')
      await clock.advance(20 * second)
    }
    assert.deepEqual(
      signals.map(({ flapping }) => flapping),
      [false, false, false, false, true],
    )
    await clock.advance(9 * minute)
    evaluator.endFlapping()
    assert.equal(signals.length, 5)
    await clock.advance(2 * minute)
    evaluator.endFlapping()
    await clock.advance(second)
    assert.equal(signals.length, 6)
    assert.equal(signals.at(-1)?.state, 'up')
    assert.equal(signals.at(-1)?.flapping, false)
  })

  describe('when the clock is set', () => {
    for (const by of [3_600 * second, -3_600 * second]) {
      it(`by ${by / minute} minutes, an outage lasts as long as it lasted`, async t => {
        const { clock, behave, signals, probes } = await watch(t, ['api'])
        behave('refuse')
        await clock.advance(25 * second)
        const before = probes.get('api')?.length ?? 0
        clock.step(by)
        await clock.advance(10 * second)
        assert.ok((probes.get('api')?.length ?? 0) - before <= 1, 'no storm')
        behave('ok')
        await clock.advance(25 * second)
        const up = signals.at(-1)
        assert.equal(up?.state, 'up')
        const lasted = Date.parse(up?.observed_at ?? '') - Date.parse(up?.started_at ?? '')
        assert.ok(lasted > 20 * second && lasted < 60 * second, `${lasted} ms`)
      })
    }

    it('and nothing ran for ten minutes, that time is unknown and there is no storm', async t => {
      const names = Array.from({ length: 200 }, (_, index) => `s${index}`)
      const { clock, store, probes, signals, runner } = await watch(t, names)
      const count = () => [...probes.values()].reduce((sum, one) => sum + one.length, 0)
      const stopped = clock.now()
      clock.stall(10 * minute)
      const before = count()
      await clock.advance(second)
      assert.ok(count() - before < 60, `${count() - before} probes in the first second`)
      await clock.advance(20 * second)
      assert.ok(runner.missed > 200 * 25)
      assert.equal(signals.length, 200)
      const [up, gap, again] = await readIntervals(store, 'id-s3', 0)
      assert.deepEqual([up?.state, gap?.state, again?.state], ['up', 'unknown', 'up'])
      assert.equal(gap?.started_at, Math.floor(stopped))
      assert.ok((again?.started_at ?? 0) >= stopped + 10 * minute)
    })
  })
})

// One of several processes that run the same jobs, until it is killed. Of a job that begins while another living process
// runs it, or runs one of its key, the file `doubled` tells.
import { appendFileSync, existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isAlive } from '../../kit/testing/children.ts'
import { type Delivered, type Effect, type EffectTables, mayDeliver, openPlace, type Place, parcels } from './place.ts'

const place = JSON.parse(process.argv[2] ?? '') as Place
const { store, jobs } = await openPlace(place)

const deliver: Delivered = async ({ key, number, fails }, id) => {
  const mark = join(place.folder, `${key}.running`)
  const own = join(place.folder, `${process.pid}-${id}`)
  writeFileSync(own, `${process.pid} ${id}`)
  try {
    // There with its content or not at all, whenever this process is killed.
    linkSync(own, mark)
  } catch {
    const [pid = '', other = ''] = readFileSync(mark, 'utf8').split(' ')
    if (isAlive(Number(pid))) appendFileSync(join(place.folder, 'doubled'), `${id} beside ${other} of ${key}\n`)
    rmSync(mark, { force: true })
    linkSync(own, mark)
  }
  rmSync(own)
  await pause(Math.random() * 20)
  rmSync(mark, { force: true })
  if (fails && !existsSync(mayDeliver(place.folder))) return { state: 'dead', error: 'nobody is at home' }
  const insert = store.query<EffectTables>
  return {
    state: 'done',
    write: async () => void (await insert().insertInto('effect').values({ key, number }).execute()),
  }
}

jobs.open<Effect & { readonly fails: boolean }>({
  name: parcels,
  concurrency: 4,
  run: ({ id, data }) => deliver(data, id),
})
jobs.begin()

// The least that Node can do to ask so often: `http.get` with a connection of its own for each request, and nothing kept.
import { get } from 'node:http'

const [url = '', perSecond = '1'] = process.argv.slice(2)
setInterval(() => {
  get(url, { agent: false }, answer => answer.resume()).on('error', () => {})
}, 1_000 / Number(perSecond))

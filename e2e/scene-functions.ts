import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scene } from './scene.ts'

const stack = `provider:
  name: openfaas
functions:
  suivi-commandes:
    lang: node22
    handler: ./suivi
    annotations:
      vigie.publish: commandes.recues
  facturation:
    lang: node22
    handler: ./facturation
    annotations:
      topic: commandes.recues
      com.openfaas.retry.attempts: "1"
  transformation:
    lang: node22
    handler: ./transformation
    environment:
      reject_floor: "0"
    annotations:
      vigie.on: file-arrived
      vigie.files: data
  rapport-quotidien:
    lang: node22
    handler: ./suivi
    annotations:
      topic: cron-function
      schedule: "CRON_TZ=Europe/Paris 0 8 * * *"
`
const tracking = `module.exports = async (event, context) => {
  console.log('commande', event.body.commande, 'reçue')
  return context.status(200).succeed({ commande: event.body.commande, état: 'en préparation' })
}`
const billing = `module.exports = async (event, context) => {
  if (event.body.commande === 7) return context.status(503).fail('le logiciel de facturation ne répond pas')
  return context.status(200).succeed('facture émise')
}`

const header = 'order_id,product,quantity,customer\n'
const orders = {
  US1: `${header}101,chAise,2,alIce\n102,buReau,1,bOB\n103,lamPe,4,carlA\n`,
  US2: `${header}201,chAise,beaucoup,dAn\n202,taBle,1,eVe\n`,
}

/** A stack of functions in a folder of its own. */
export function writeFunctions(): { readonly config: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-scene-'))
  for (const [name, text] of [
    ['suivi', tracking],
    ['facturation', billing],
  ] as const) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'handler.js'), text)
  }
  cpSync(join(import.meta.dirname, '..', 'functions', 'file-transformer'), join(folder, 'transformation'), {
    recursive: true,
  })
  for (const [participant, text] of Object.entries(orders)) {
    mkdirSync(join(folder, 'inbox', participant, 'data'), { recursive: true })
    writeFileSync(join(folder, 'inbox', participant, 'data', 'input.csv'), text)
  }
  const file = join(folder, 'stack.yml')
  writeFileSync(file, stack)
  return {
    config: `functions: { stack: ${file}, inbox: ${join(folder, 'inbox')}, allow_unsandboxed: true }\n`,
    remove: () => rmSync(folder, { recursive: true }),
  }
}

/** Orders come in, and one of them cannot be billed. */
export async function furnishFunctions(send: Scene['send']): Promise<void> {
  for (const commande of [5, 6, 7, 8]) {
    await send('POST', '/api/v1/functions/suivi-commandes/invoke', {
      body: JSON.stringify({ commande }),
      content_type: 'application/json',
    })
  }
}

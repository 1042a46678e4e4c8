'use strict'
const fs = require('node:fs')
const path = require('node:path')
const { transform, WrongFile } = require('./transform.js')

/**
 * Transforms the file that it is handed: `X-Vigie-Input` names it, `X-Vigie-Output` the folder to write to, and
 * `X-Vigie-Participant` whose it is. Elsewhere than on Vigie both are folders that a volume or SFTP has filled.
 */
module.exports = async (event, context) => {
  const { 'x-vigie-input': input, 'x-vigie-output': folder, 'x-vigie-participant': participant } = event.headers
  if (!input) return context.status(200).succeed('Aucun fichier à transformer')
  const process_by = participant || process.env.USER_ID || 'US1'
  const output = path.join(folder, 'output.csv')
  const rejects = path.join(folder, 'rejects.csv')
  try {
    const counts = transform({ input, output, rejects, process_by, processed_date: processedDate(event.headers) })
    const held = isHeld(counts)
    fs.writeFileSync(path.join(folder, 'summary.json'), JSON.stringify({ ...counts, held }))
    console.log(JSON.stringify(counts))
    if (held)
      return context.status(200).succeed(`Fichier retenu : ${counts.rejected} lignes rejetées sur ${counts.rows_in}`)
    return context.status(200).succeed(`Transformation réussie, fichier généré : ${process_by}/depot/output.csv`)
  } catch (error) {
    if (error instanceof WrongFile) return context.status(422).succeed(error.message)
    throw error
  }
}

/** `2024-11-06 08:00:00`, in the zone of the function. */
function processedDate({ 'x-vigie-at': at }) {
  const timeZone = process.env.time_zone || 'Europe/Paris'
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  return format.format(at ? new Date(at) : new Date())
}

/** So many rejected rows that somebody has to look before the output is used; a few always go through. */
function isHeld({ rows_in, rejected }) {
  const share = Number(process.env.reject_share || '0.02')
  const floor = Number(process.env.reject_floor || '5')
  return rejected > floor && rejected > share * rows_in
}

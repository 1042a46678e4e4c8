'use strict'

/** Answers the day whose orders are to be imported: `{"order_date": "2024-11-06"}`. */
module.exports = async (event, context) => {
  const zone = process.env.time_zone || 'Europe/Paris'
  const at = event.headers['x-vigie-at'] ? new Date(event.headers['x-vigie-at']) : new Date()
  const order_date = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at)
  console.log('importing the orders of', order_date)
  return context.status(200).headers({ 'content-type': 'application/json' }).succeed(JSON.stringify({ order_date }))
}

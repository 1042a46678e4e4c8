import { hashOf } from '../../rendering/encoded-page.ts'
import { Html, html } from '../../rendering/html.ts'
import type { Site, View } from '../view.ts'

/**
 * Nothing needs it. Times are put into the zone of whoever reads, with how long ago they were; and when something is said
 * meanwhile, a line offers to load the page again: it never does so by itself (WCAG 2.2.1).
 */
const source = `
const{lang}=document.documentElement,french=lang=='fr',locale=french?'fr-FR':'en-GB',
here=Intl.DateTimeFormat().resolvedOptions().timeZone,
zone=document.getElementById('zone'),
write=options=>{const format=new Intl.DateTimeFormat(locale,options);return at=>format.format(at)},
zones=new Intl.DateTimeFormat(locale,{timeZoneName:'short'}),
short=write({day:'numeric',month:'short'}),long=write({day:'numeric',month:'long',year:'numeric'}),
clock=write({hour:'2-digit',minute:'2-digit'}),
ago=new Intl.RelativeTimeFormat(lang,{numeric:'auto',style:'short'}),
moved=zone.dataset.zone!=here,
times=[...document.querySelectorAll('time')].map(node=>{
const at=new Date(node.dateTime),date=/\\b\\d{4}\\b/.test(node.textContent)?long:short
if(moved)node.textContent='clock'in node.dataset?clock(at):date(at).replace(/^1 /,french?'1er ':'1 ')+(french?' à ':', ')+clock(at)+'\\u00a0'+zones.formatToParts(at).find(one=>one.type=='timeZoneName').value
return[node,at,node.textContent]}),
tell=()=>{for(const[node,at,text]of times){
const min=Math.round((at-new Date)/6e4),far=Math.abs(min)
if(!('clock'in node.dataset))node.textContent=far&&far<2880?text+' ('+(far<60?ago.format(min,'minute'):ago.format(Math.round(min/60),'hour'))+')':text}}
tell();setInterval(tell,3e4)
if(moved)zone.textContent=zone.textContent.replace(zone.dataset.zone,here)
const news=document.getElementById('news'),open=()=>{
const stream=new EventSource(new URL('api/v1/live',import.meta.url)),show=()=>setTimeout(()=>{
if(!news.firstChild)news.append(news.nextElementSibling.content.cloneNode(true))},1500)
for(const what of'component-changed,incident-opened,incident-updated,incident-resolved,maintenance-scheduled,maintenance-started,maintenance-ended,maintenance-changed,announcement-published,announcement-ended'.split(','))
for(const by of['incidents','communications'])stream.addEventListener('vigie.'+by+'.'+what+'.v1',show)
stream.addEventListener('reset',show)
addEventListener('pagehide',()=>stream.close(),{once:true})}
addEventListener('pageshow',()=>setTimeout(open,3e3))`.trim()

/** Its address changes with it, so browsers may keep it for long. */
const address = '/status.js'
const versioned = `${address}?${hashOf(Buffer.from(source))}`
export const siteScript = ({ base }: Site): Html => html`<script type="module" src="${base}${versioned}"></script>`

export const siteScriptView: View = {
  name: 'site script',
  pages: () => [{ address, version: '', plain: true, render: () => new Html(source) }],
}

import type { settings as en } from '../en/settings.ts'

// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

export const settings: Readonly<Record<keyof typeof en, string>> = {
  'setting.host-port': 'sans le port\u202f; écrivez-le dans port',
  'setting.ip-version-host': 'est {given}, mais host est une adresse de version {version}',
  'setting.ip-version-url': 'est {given}, mais l’adresse dans url est de version {version}',
  'setting.server': '«\u00a0{server}\u00a0» n’est ni un hôte ni un hôte:port, comme 192.0.2.1:53',
  'setting.url': '«\u00a0{url}\u00a0» n’est pas une URL',
  'setting.https': 'demande une URL https',
  'setting.user-in-url': 'mettez l’utilisateur et le mot de passe dans username et password, où ils restent secrets',
  'setting.username-missing': 'est nécessaire avec password',
  'setting.two-credentials': 'est incompatible avec username et password',
  'setting.head-keyword': 'est HEAD, dont la réponse n’a pas de corps où chercher un mot-clé',
  'setting.header-name': 'n’est pas un nom d’en-tête',
  'setting.header-value': 'contient un caractère interdit dans un en-tête',
  'setting.header-reserved': 'est réglé par chaque contrôle lui-même\u202f; retirez-le',
  'setting.header-credentials': 'double bearer_token ou username\u202f; gardez-en un seul',
}

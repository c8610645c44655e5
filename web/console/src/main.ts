import { createApp, h } from 'vue'
import App from './App.vue'
import { language, preferred, speak } from './language'
import { router } from './router'
import { startAlerts } from './state/alerts'
import { keepPreferences, preferences } from './state/preferences'
import { startShortcuts } from './state/shortcuts'
import { startSoftphone } from './state/softphone'
import { startStandby } from './state/standby'
import { startSync } from './state/sync'
import { tellError } from './state/toasts'
import './styles/main.css'

await speak(preferred(preferences.language)).catch(tellError)
keepPreferences()
startShortcuts()
startSync()
startStandby()
startSoftphone()
startAlerts()
// Words are read where a component is set up: in another language the page begins anew, and what is held in memory stays.
createApp({ render: () => h(App, { key: language.value }) }).use(router).mount('#app')

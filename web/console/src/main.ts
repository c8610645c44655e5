import { createApp } from 'vue'
import App from './App.vue'
import { speak, t } from './messages'
import { router } from './router'
import { startAlerts } from './state/alerts'
import { keepPreferences } from './state/preferences'
import { startShortcuts } from './state/shortcuts'
import { startSoftphone } from './state/softphone'
import { startStandby } from './state/standby'
import { startSync } from './state/sync'
import './styles/main.css'

speak(t)
keepPreferences()
startShortcuts()
startSync()
startStandby()
startSoftphone()
startAlerts()
createApp(App).use(router).mount('#app')

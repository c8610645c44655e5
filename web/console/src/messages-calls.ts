/** The words of the softphone. */
export const calls = {
  region: 'Call', ringing: 'is calling', connecting: 'Connecting…', talking: 'In a call', held: 'On hold', lost: 'Connection lost, trying again…',
  elsewhere: 'This call is in another window.', byPhone: 'On your phone',
  spoken: 'said in the call', recorded: 'Recorded',
  answer: 'Answer', here: 'Take it here', decline: 'Decline', mute: 'Mute', hold: 'Hold', transfer: 'Transfer the call', hangUp: 'Hang up', open: 'Open the conversation',
  notYet: 'This recording is not here (yet).',
  ownPhone: 'Take calls on my phone', ownPhoneHint: 'Callers are put through to this number after you press a key. Leave it empty to take calls here.', ownNumber: 'My number', ownSaved: 'Where your calls come was saved.', save: 'Save',
  microphone: 'Microphone', noMicrophone: 'There is no microphone, or this page may not use it.', dropped: 'The call could not be joined.',
  transferTitle: 'Transfer the call', anybody: 'The caller hears music until somebody answers.', choice: 'Without a choice it goes to whoever is free.', note: 'Private note for whoever takes it', submit: 'Transfer',
  transferred: 'The call was transferred.', ended: 'The call has ended.', notification: (who: string) => `${who} is calling`,
}

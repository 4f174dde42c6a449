// In the place of https://js-cdn.music.apple.com/musickit/v3/musickit.js: as much of MusicKit as a page needs to ask a fan for a Music User Token.
(() => {
  const base = new URL('.', document.currentScript.src);
  const patience = 500;
  let instance;

  class MKError extends Error {
    constructor(errorCode, message) {
      super(message);
      this.name = errorCode;
      this.errorCode = errorCode;
    }
  }

  class MusicKitInstance {
    constructor({ developerToken, app }) {
      this.developerToken = developerToken;
      this.app = app;
      this.musicUserToken = undefined;
    }

    get isAuthorized() {
      return this.musicUserToken !== undefined;
    }

    authorize() {
      if (this.isAuthorized) return Promise.resolve(this.musicUserToken);
      const bytes = new TextEncoder().encode(JSON.stringify({ thirdPartyName: this.app?.name, thirdPartyToken: this.developerToken }));
      const address = new URL('woa', base);
      address.search = new URLSearchParams({ a: btoa(String.fromCharCode(...bytes)), referrer: `${location.origin}/`, app: 'music', p: 'subscribe' });
      const popup = open(address, 'apple-music-service-view', 'width=650,height=650');
      if (!popup) return Promise.reject(new MKError('AUTHORIZATION_ERROR', 'The window was blocked.'));
      return this.#hear(popup).then((token) => (this.musicUserToken = token));
    }

    unauthorize() {
      this.musicUserToken = undefined;
      return Promise.resolve();
    }

    #hear(popup) {
      return new Promise((resolve, reject) => {
        let closedFor = 0;
        const end = (settle, value) => {
          clearInterval(watch);
          removeEventListener('message', onMessage);
          settle(value);
        };
        const onMessage = (event) => {
          if (event.origin !== base.origin || event.source !== popup) return;
          if (event.data?.method === 'authorize') end(resolve, event.data.params[0]);
          else if (event.data?.method === 'decline') end(reject, new MKError('AUTHORIZATION_ERROR', 'The user declined.'));
        };
        // What a window says last may come after it is closed.
        const watch = setInterval(() => {
          closedFor = popup.closed ? closedFor + 1 : 0;
          if (closedFor > 1) end(reject, new MKError('AUTHORIZATION_ERROR', 'The window was closed.'));
        }, patience);
        addEventListener('message', onMessage);
      });
    }
  }

  window.MusicKit = {
    version: '3.sandbox',
    MKError,
    configure: async (configuration) => {
      if (!configuration?.developerToken) throw new MKError('CONFIGURATION_ERROR', 'A developer token is missing.');
      return (instance ??= new MusicKitInstance(configuration));
    },
    getInstance: () => instance,
  };
  document.dispatchEvent(new Event('musickitloaded'));
})();

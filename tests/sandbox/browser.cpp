// lastra-sandbox-browser [...] ADDRESS
// A person at a browser, for programs: signs ada in at the sandbox's provider, agrees, and follows
// the redirect back to the program that asked; or agrees to the device whose page with code it
// gets. BROWSER=lastra-sandbox-browser makes it the one that Lastra opens; LASTRA_SANDBOX_DIR names
// the sandbox's folder.

#include "Provider.h"

#include <QCoreApplication>

#include <cstdio>

using namespace lastra::sandbox;

int main(int argc, char **argv) {
    const QCoreApplication application(argc, argv);
    const QString folder = qEnvironmentVariable("LASTRA_SANDBOX_DIR");
    const QStringList arguments = QCoreApplication::arguments();
    if (folder.isEmpty() || arguments.size() < 2) {
        std::fputs("lastra-sandbox-browser: give an address, and the sandbox's folder in "
                   "LASTRA_SANDBOX_DIR\n",
                   stderr);
        return 2;
    }
    if (!playBrowser(arguments.last(), Provider::users().front(), folder + "/tls/ca.pem")) {
        std::fputs("lastra-sandbox-browser: the sign-in did not come back to its program\n",
                   stderr);
        return 1;
    }
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// A FHIR server as an EHR has one: HAPI's JPA server with a database in memory, on 127.0.0.1 only, gone when it ends.
// Takes the version of FHIR (r4, r5; its R4B refuses every QuestionnaireResponse) and a file to write its port to; ends when its standard input does.
// POST /install takes a FHIR package, as whoever runs the EHR would install one.

import ca.uhn.fhir.batch2.jobs.config.Batch2JobsConfig;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.config.ThreadPoolFactoryConfig;
import ca.uhn.fhir.jpa.batch2.JpaBatch2Config;
import ca.uhn.fhir.jpa.config.HapiJpaConfig;
import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.r5.JpaR5Config;
import ca.uhn.fhir.jpa.config.util.HapiEntityManagerFactoryUtil;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirH2Dialect;
import ca.uhn.fhir.jpa.packages.IPackageInstallerSvc;
import ca.uhn.fhir.jpa.packages.PackageInstallationSpec;
import ca.uhn.fhir.jpa.provider.JpaSystemProvider;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.jpa.subscription.channel.config.SubscriptionChannelConfig;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import com.google.gson.Gson;
import jakarta.persistence.EntityManagerFactory;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

public class Server {
  private static final Map<String, Class<?>> VERSIONS = Map.of("r4", JpaR4Config.class, "r5", JpaR5Config.class);

  public static void main(String[] arguments) throws Exception {
    var beans = new AnnotationConfigApplicationContext(VERSIONS.get(arguments[0]), Storage.class);
    var fhir = new RestfulServer(beans.getBean(FhirContext.class));
    fhir.registerProviders(beans.getBean(ResourceProviderFactory.class).createProviders());
    fhir.registerProvider(beans.getBean(JpaSystemProvider.class));
    fhir.setPagingProvider(beans.getBean(DatabaseBackedPagingProvider.class));

    var handler = new ServletContextHandler();
    handler.addServlet(new ServletHolder(fhir), "/fhir/*");
    handler.addServlet(new ServletHolder(new Install(beans.getBean(IPackageInstallerSvc.class))), "/install");
    var server = new org.eclipse.jetty.server.Server();
    var connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(handler);
    server.start();
    // Whoever waits for the file must never read half of it.
    Path written = Files.writeString(Path.of(arguments[1] + ".part"), String.valueOf(connector.getLocalPort()));
    Files.move(written, Path.of(arguments[1]));
    System.in.transferTo(java.io.OutputStream.nullOutputStream());
    System.exit(0);
  }

  /** Takes the bytes of a FHIR package, and answers how many resources of each type it installed. */
  static class Install extends HttpServlet {
    private final transient IPackageInstallerSvc installer;

    Install(IPackageInstallerSvc installer) {
      this.installer = installer;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
      var wanted = new PackageInstallationSpec()
          .setName(request.getParameter("name"))
          .setVersion(request.getParameter("version"))
          .setPackageContents(request.getInputStream().readAllBytes())
          .setFetchDependencies(false)
          .setInstallMode(PackageInstallationSpec.InstallModeEnum.STORE_AND_INSTALL)
          .addInstallResourceTypes("CodeSystem", "ValueSet", "Questionnaire", "StructureDefinition");
      var outcome = installer.install(wanted);
      response.setContentType("application/json");
      response.getWriter().write(new Gson().toJson(Map.of("installed", outcome.getResourcesInstalled(), "messages", outcome.getMessage())));
    }
  }

  @Configuration
  @Import({HapiJpaConfig.class, JpaBatch2Config.class, Batch2JobsConfig.class, SubscriptionChannelConfig.class, ThreadPoolFactoryConfig.class})
  static class Storage {
    @Bean
    JpaStorageSettings storageSettings() {
      var settings = new JpaStorageSettings();
      // What was just written is found at once, and nothing happens by the clock.
      settings.setReuseCachedSearchResultsForMillis(null);
      settings.setSchedulingDisabled(true);
      return settings;
    }

    @Bean
    PartitionSettings partitionSettings() {
      return new PartitionSettings();
    }

    @Bean
    SubscriptionSettings subscriptionSettings() {
      return new SubscriptionSettings();
    }

    @Bean(destroyMethod = "close")
    DataSource dataSource() {
      var source = new BasicDataSource();
      source.setUrl("jdbc:h2:mem:fhir;DB_CLOSE_DELAY=-1");
      return source;
    }

    @Bean
    @Primary
    LocalContainerEntityManagerFactoryBean entityManagerFactory(
        DataSource source, ConfigurableListableBeanFactory beans, FhirContext context, JpaStorageSettings settings) {
      var properties = new Properties();
      properties.put("hibernate.dialect", HapiFhirH2Dialect.class.getName());
      properties.put("hibernate.hbm2ddl.auto", "create");
      properties.put("hibernate.search.enabled", "false");
      var factory = HapiEntityManagerFactoryUtil.newEntityManagerFactory(beans, context, settings);
      factory.setPersistenceUnitName("fhir");
      factory.setDataSource(source);
      factory.setJpaProperties(properties);
      return factory;
    }

    @Bean
    @Primary
    JpaTransactionManager transactionManager(EntityManagerFactory factory) {
      return new JpaTransactionManager(factory);
    }
  }
}
